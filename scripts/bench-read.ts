import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { benchRead } from '../benchmarks/read';

/** The app on DATABASE_URL or DRIFTWATCH_DATA, on a free port; answers its address once it is ready. */
async function startApp() {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [, address] = /^Ready: (\S+)$/m.exec(output) ?? [];
      if (address) resolve(address);
    });
    child.once('exit', () => reject(new Error(`the app ended before it was ready:\n${output}`)));
  });
  return {
    url,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

const { values } = parseArgs({
  options: { url: { type: 'string' }, requests: { type: 'string', default: '200' } },
});
if (values.url) {
  await benchRead(values.url, Number(values.requests));
} else {
  const app = await startApp();
  await benchRead(app.url, Number(values.requests)).finally(app.stop);
}
