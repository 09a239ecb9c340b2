import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findChromium } from './find-chromium';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-chromium-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function program(name: string) {
  const file = path.join(folder, name);
  await writeFile(file, '');
  await chmod(file, 0o755);
  return file;
}

it('the one named by the user comes first', async () => {
  const [named, own] = [await program('named'), await program('own')];
  expect(findChromium({ CHROMIUM_PATH: named, PATH: folder }, own)).toBe(named);
});

it('a named one that does not exist is an error, not a reason to use another', async () => {
  const own = await program('own');
  const missing = path.join(folder, 'missing');
  expect(() => findChromium({ CHROMIUM_PATH: missing }, own)).toThrow(`CHROMIUM_PATH is ${missing}`);
});

it("Playwright's own comes before the system's", async () => {
  const own = await program('own');
  const system = await program('google-chrome');
  expect(findChromium({ PATH: folder }, own)).toBe(own);
  expect(findChromium({ PATH: folder }, path.join(folder, 'missing'))).toBe(system);
});

it('among the browsers of the system, the headless shell comes first', async () => {
  await program('chromium');
  const shell = await program('chromium-headless-shell');
  expect(findChromium({ PATH: folder }, path.join(folder, 'missing'))).toBe(shell);
});
