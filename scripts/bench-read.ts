import { parseArgs } from 'node:util';
import { benchRead } from '../benchmarks/read';
import { runApp } from './run-app';

const { values } = parseArgs({
  options: { url: { type: 'string' }, requests: { type: 'string', default: '200' } },
});
if (values.url) {
  await benchRead(values.url, Number(values.requests));
} else {
  // Uses DATABASE_URL or DRIFTWATCH_DATA.
  const app = await runApp();
  await benchRead(app.url, Number(values.requests)).finally(app.stop);
}
