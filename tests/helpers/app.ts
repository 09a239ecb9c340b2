import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { envSchema } from '@/lib/env';

const root = path.resolve(import.meta.dirname, '..', '..');
const readyLine = /^Ready: (\S+)$/m;

export interface RunningApp {
  url: string;
  process: ChildProcess;
  /** Everything it has printed. */
  output(): string;
  /** Ends it as a supervisor does; answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Ends it as a power cut does; its PostgreSQL lives on. */
  kill(): Promise<void>;
}

interface AppOptions {
  /** Settings beside those of this process; PORT is a free one unless it is given here. */
  env: Record<string, string>;
  /** The clone to start; this one by default. */
  folder?: string;
  account?: { uid: number; gid: number };
}

/** An empty setting is unset, and `.env` does not fill it in. */
const unset = Object.fromEntries(Object.keys(envSchema.shape).map((name) => [name, '']));

/** Nothing of the test runner's own environment may reach the app, nor of this clone's `.env`. */
function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NODE_ENV: 'production', ...unset, PORT: '0', ...env };
}

/** Starts the real app by `scripts/start.mjs`; rejects with what it printed when it ends before it is ready. */
export async function startApp({ env, folder = root, account }: AppOptions): Promise<RunningApp> {
  const child = spawn(process.execPath, [path.join(folder, 'scripts', 'start.mjs')], {
    cwd: folder,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A session of its own, so that a test can signal the whole group as a terminal does.
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
    child.once('close', (code) => reject(new Error(`the app ended with code ${code}:\n${output}`)));
  });
  return {
    url,
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
