import { spawn } from 'node:child_process';
import { projectRoot } from './project-root.mjs';

/** Signals that end a preparation, and their exit codes: 128 plus the number, as in shells. */
const endings = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Runs `node` on a script and waits for it. Its output is shown only if it fails; a signal that ends us ends
 * it too.
 *
 * @param {string} what for the message of a failure, such as `npm ci`.
 * @param {string} script
 * @param {string[]} args
 * @param {Record<string, string>} env
 */
export async function run(what, script, args, env = {}) {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  /** @type {keyof typeof endings | undefined} */
  let ending;
  const signals = /** @type {(keyof typeof endings)[]} */ (Object.keys(endings));
  const handlers = signals.map((signal) => {
    const end = () => {
      ending = signal;
      child.kill(signal);
    };
    process.on(signal, end);
    return () => process.off(signal, end);
  });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  for (const forget of handlers) forget();
  if (ending) process.exit(endings[ending]);
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  throw new Error(`${what} failed; its output is above`);
}
