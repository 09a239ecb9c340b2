import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fingerprint, readStamp, writeStamp } from '../../scripts/prepare/fingerprint.mjs';

let root: string;
const of = (ignored: string[] = []) => fingerprint(root, ['lib', 'missing'], ignored);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'driftwatch-fingerprint-'));
  await mkdir(path.join(root, 'lib', 'generated'), { recursive: true });
  await writeFile(path.join(root, 'lib', 'a.ts'), 'one');
});
afterEach(() => rm(root, { recursive: true }));

it('changes with the contents, names, addition and removal of files, and only then', async () => {
  const before = of();
  expect(of()).toBe(before);
  const seen = new Set([before]);
  await writeFile(path.join(root, 'lib', 'a.ts'), 'two');
  seen.add(of());
  await rename(path.join(root, 'lib', 'a.ts'), path.join(root, 'lib', 'b.ts'));
  seen.add(of());
  await writeFile(path.join(root, 'lib', 'c.ts'), '');
  seen.add(of());
  expect(seen.size).toBe(4);
  await rm(path.join(root, 'lib', 'c.ts'));
  await rename(path.join(root, 'lib', 'b.ts'), path.join(root, 'lib', 'a.ts'));
  await writeFile(path.join(root, 'lib', 'a.ts'), 'one');
  expect(of()).toBe(before);
});

it('leaves out ignored files', async () => {
  const before = of(['lib/generated']);
  await writeFile(path.join(root, 'lib', 'generated', 'client.ts'), 'any');
  expect(of(['lib/generated'])).toBe(before);
  expect(of()).not.toBe(before);
});

it('a stamp is what was written last, and undefined before that', () => {
  const stamp = path.join(root, 'deep', 'stamp');
  expect(readStamp(stamp)).toBeUndefined();
  writeStamp(stamp, 'one');
  writeStamp(stamp, 'two');
  expect(readStamp(stamp)).toBe('two');
});
