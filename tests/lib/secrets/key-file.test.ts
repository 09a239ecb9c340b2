import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createKey,
  createKeyFile,
  ensureKeyFile,
  keyFileOf,
  readKeyFile,
  replaceKeyFile,
} from '@/lib/secrets/key-file';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'driftwatch-key-'));
  file = keyFileOf(folder);
});
afterEach(() => rm(folder, { recursive: true }));

test('a key is made once, in a file of its owner only', async () => {
  const [key] = await ensureKeyFile(file);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await ensureKeyFile(file)).toEqual([key]);
  expect(await readdir(folder)).toEqual(['secrets.key']);
});

test('the folder of the file is made if needed', async () => {
  expect(await ensureKeyFile(keyFileOf(path.join(folder, 'new')))).toHaveLength(1);
});

test('reading makes no key', async () => {
  expect(await readKeyFile(file)).toEqual([]);
  expect(await readdir(folder)).toEqual([]);
});

test('those who make the key at once agree on one', async () => {
  const made = await Promise.all(Array.from({ length: 16 }, () => ensureKeyFile(file)));
  expect(new Set(made.map(([key]) => key?.id)).size).toBe(1);
  expect(await readdir(folder)).toEqual(['secrets.key']);
});

test('a file that another process has made meanwhile stays', async () => {
  const keys = await ensureKeyFile(file);
  await createKeyFile(file);
  expect(await readKeyFile(file)).toEqual(keys);
  expect(await readdir(folder)).toEqual(['secrets.key']);
});

test('a file with several keys keeps their order, and its mode', async () => {
  await ensureKeyFile(file);
  const keys = [createKey(), createKey()];
  await replaceKeyFile(file, keys);
  expect(await readKeyFile(file)).toEqual(keys);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a file that others can read is used all the same', async () => {
  const keys = await ensureKeyFile(file);
  await chmod(file, 0o644);
  expect(await readKeyFile(file)).toEqual(keys);
});

test.each([
  ['empty', ''],
  ['no key', 'hello\n'],
  ['a short key', `${Buffer.alloc(31).toString('base64')}\n`],
])('a file that is %s is refused and stays as it is', async (_, text) => {
  await writeFile(file, text);
  await expect(ensureKeyFile(file)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining(file),
  });
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('a file that cannot be read is reported with its name', async () => {
  await mkdir(file);
  await expect(readKeyFile(file)).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining(file),
  });
});
