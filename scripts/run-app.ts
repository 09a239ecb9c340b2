import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { localKeyFile } from '../lib/services/callers/local-key';
import { rememberApp } from '../tests/helpers/sign-in';
import { sendKeyTo } from './send-key';

export interface RunningApp {
  url: string;
  /** The key of the installation, which `fetch` sends to it by itself. */
  key: string;
  pid: number;
  /** Stops the app as a supervisor does, and waits for it. */
  stop(): Promise<void>;
}

/**
 * Starts the app of this folder in its own process, as `npm start` does, on a free port, and waits until it
 * is ready; for benchmarks. `fetch` and the browsers of `launchChromium` are then known to it.
 *
 * @param script what Node runs instead of scripts/start.mjs, with its arguments
 */
export async function runApp(
  settings: Record<string, string> = {},
  script = ['scripts/start.mjs'],
): Promise<RunningApp> {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const flags = scripts.start.split(' ').filter((word: string) => word.startsWith('--'));
  const child = spawn(process.execPath, [...flags, ...script], {
    env: { ...process.env, PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [, address] = /^Ready: (\S+)$/m.exec(output) ?? [];
      if (address) resolve(address);
    });
    child.once('exit', () => reject(new Error(`the app exited before it was ready:\n${output}`)));
  });
  const dataFolder = settings.DRIFTWATCH_DATA ?? process.env.DRIFTWATCH_DATA ?? '.data';
  const key = readFileSync(localKeyFile(dataFolder), 'utf8').trim();
  sendKeyTo(url, key);
  rememberApp({ url, output: () => output });
  return {
    url,
    key,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
