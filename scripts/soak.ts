import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { soak } from '../benchmarks/soak/soak';
import { runApp } from './run-app';

/** Starts the app with a temporary database, which is deleted afterwards. */
async function startApp() {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-soak-'));
  const app = await runApp({
    DATABASE_URL: '',
    DRIFTWATCH_DATA: path.join(dataFolder, 'data'),
    LOG_LEVEL: 'error',
  });
  return {
    ...app,
    async stop() {
      await app.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, rate: { type: 'string' } },
});
const minutes = Number(values.minutes);
const rate = values.rate === undefined ? undefined : Number(values.rate);
if (!(minutes >= 3) || (rate !== undefined && !(rate > 0))) {
  throw new Error('usage: npm run soak -- --minutes 30 --rate 2000 (minutes at least 3)');
}
const app = await startApp();
try {
  const response = await fetch(`${app.url}/api/detectors`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'auto', metric_pattern: '*', method: 'auto' }),
  });
  if (!response.ok) throw new Error(`no detector: ${response.status} ${await response.text()}`);
  const given = rate === undefined ? '' : ` --rate ${rate}`;
  const command = `npm run soak -- --minutes ${minutes}${given}`;
  const isFlat = await soak({ url: app.url, key: app.key, pid: app.pid, minutes, rate, command });
  process.exitCode = isFlat ? 0 : 1;
} finally {
  await app.stop();
}
