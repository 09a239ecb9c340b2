import { expect, test } from 'vitest';
import { StoredFigures } from '@/lib/operations/stored-figures';

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a caller gets the last figures at once, and old figures are read again once', async () => {
  let nowMs = 0;
  let reads = 0;
  const figures = new StoredFigures(
    async () => ++reads,
    () => nowMs,
  );
  expect(figures.look()).toBeNull();
  expect(figures.look()).toBeNull();
  await settled();
  expect(figures.look()).toEqual({ figures: 1, ageMs: 0 });
  nowMs = 14_999;
  expect(figures.look()).toEqual({ figures: 1, ageMs: 14_999 });
  nowMs = 15_000;
  expect(figures.look()).toEqual({ figures: 1, ageMs: 15_000 });
  await settled();
  expect(figures.look()).toEqual({ figures: 2, ageMs: 0 });
  expect(reads).toBe(2);
});

test('while the database is away the last figures stay, and it is not queried at every call', async () => {
  let nowMs = 0;
  let reads = 0;
  const read = async () => {
    reads += 1;
    if (reads > 1) throw new Error('away');
    return 'known';
  };
  const figures = new StoredFigures(read, () => nowMs);
  figures.look();
  await settled();
  for (nowMs = 15_000; nowMs < 30_000; nowMs += 1000) {
    expect(figures.look()).toEqual({ figures: 'known', ageMs: nowMs });
    await settled();
  }
  expect(reads).toBe(2);
});
