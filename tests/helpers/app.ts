import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { envSchema } from '@/lib/env';
import { sendKeyTo } from '../../scripts/send-key';
import { forgetApp, rememberApp } from './sign-in';

const root = path.resolve(import.meta.dirname, '..', '..');
const readyLine = /^Ready: (\S+)$/m;

export interface RunningApp {
  url: string;
  /** The key of the installation, which `fetch` sends to this app by itself. */
  key: string;
  process: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** Stops it as a supervisor does; returns its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Kills it as a power cut does; its PostgreSQL survives. */
  kill(): Promise<void>;
}

interface AppOptions {
  /** Additional settings; PORT is a free one by default. */
  env: Record<string, string>;
  /** The clone to start; this one by default. */
  folder?: string;
  account?: { uid: number; gid: number };
}

/** An empty setting counts as unset, and `.env` does not fill it in. */
const unset = Object.fromEntries(Object.keys(envSchema.shape).map((name) => [name, '']));

/** Every app has a data folder of its own, since the key of the installation is there. */
function dataFolderOf({ DRIFTWATCH_DATA }: Record<string, string>): string {
  return DRIFTWATCH_DATA || mkdtempSync(path.join(tmpdir(), 'driftwatch-data-'));
}

/** Neither the environment of the test runner nor the `.env` of this clone may reach the app. */
function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NODE_ENV: 'production', ...unset, PORT: '0', ...env };
}

/** Starts the real app with `scripts/start.mjs`; rejects with its output if it exits before it is ready. */
export async function startApp({ env, folder = root, account }: AppOptions): Promise<RunningApp> {
  const dataFolder = dataFolderOf(env);
  const child = spawn(process.execPath, [path.join(folder, 'scripts', 'start.mjs')], {
    cwd: folder,
    env: environment({ ...env, DRIFTWATCH_DATA: dataFolder }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // In its own session, so that a test can signal the whole group as a terminal does.
    detached: true,
    ...account,
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const [, address] = readyLine.exec(output) ?? [];
      if (address) resolve(address);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`the app exited with code ${code}:\n${output}`)));
  });
  const key = (await readFile(path.resolve(folder, dataFolder, 'local.key'), 'utf8')).trim();
  sendKeyTo(url, key);
  const known = { url, output: () => output };
  rememberApp(known);
  void exited.then(() => forgetApp(known));
  return {
    url,
    key,
    process: child,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
