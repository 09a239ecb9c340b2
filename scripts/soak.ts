import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { soak } from '../benchmarks/soak/soak';

/** The app with a database of its own, which goes with it. */
async function startApp() {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'driftwatch-soak-'));
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    env: {
      ...process.env,
      PORT: '0',
      DATABASE_URL: '',
      DRIFTWATCH_DATA: path.join(dataFolder, 'data'),
      LOG_LEVEL: 'error',
    },
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
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
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
  throw new Error('use: npm run soak -- --minutes 30 --rate 2000 (minutes at least 3)');
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
  const isFlat = await soak({ url: app.url, pid: app.pid, minutes, rate, command });
  process.exitCode = isFlat ? 0 : 1;
} finally {
  await app.stop();
}
