import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { alone } from '../../scripts/prepare/alone.mjs';

let folder: string;
let lockFile: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-lock-'));
  lockFile = path.join(folder, 'lock');
});
afterEach(() => rm(folder, { recursive: true }));

/** A process that takes the lock, says so, and holds it until it is killed. */
async function holder() {
  const module = path.resolve('scripts/prepare/alone.mjs');
  const program = `import { alone } from ${JSON.stringify(module)};
    await alone(() => { console.log('held'); return new Promise((resolve) => setTimeout(resolve, 60_000)); },
      ${JSON.stringify(lockFile)});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return child;
}

it('returns the result of the work and leaves nothing behind, also if the work fails', async () => {
  expect(await alone(async () => 42, lockFile)).toBe(42);
  await expect(alone(() => Promise.reject(new Error('no')), lockFile)).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});

it('waits for a living holder, and takes over from a killed one', async () => {
  const child = await holder();
  let isDone = false;
  const waiting = alone(async () => 'mine', lockFile).finally(() => {
    isDone = true;
  });
  // The waiting process has its file ready to become the lock.
  expect((await readdir(folder)).length).toBeGreaterThan(1);
  expect(isDone).toBe(false);
  child.kill('SIGKILL');
  expect(await waiting).toBe('mine');
});

it('takes over from a dead process whose id now belongs to another one', async () => {
  await writeFile(lockFile, `${process.pid} 1`);
  expect(await alone(async () => 'mine', lockFile)).toBe('mine');
});
