import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface RunningApp {
  url: string;
  pid: number;
  /** Ends it as a supervisor does, and waits for it. */
  stop(): Promise<void>;
}

/** The app of this folder as a process of its own, as `npm start` runs it, on a free port, once it is ready; for benches. */
export async function runApp(settings: Record<string, string> = {}): Promise<RunningApp> {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [, ...command] = scripts.start.split(' ');
  const child = spawn(process.execPath, command, {
    env: { ...process.env, PORT: '0', ...settings },
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
    },
  };
}
