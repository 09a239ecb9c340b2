import { expect, test } from 'vitest';
import { createNovelty, noveltyOf } from '@/lib/stats/novelty';
import { normals } from '../../contract/seeded-numbers';

function shown(values: number[]) {
  const novelty = createNovelty();
  const surprises = values.map((value) => noveltyOf(novelty, value, 1e-9, 200));
  return { novelty, surprises };
}

test('what has been seen is no longer new: the second outage at the same level surprises less than a tenth as much', () => {
  const values = normals(1, 3000);
  values.fill(-10, 1000, 1010);
  values.fill(-10, 2000, 2010);
  const { surprises } = shown(values);
  const first = Math.max(...surprises.slice(1000, 1010));
  expect(first).toBeGreaterThan(3);
  expect(Math.max(...surprises.slice(2000, 2010))).toBeLessThan(first / 10);
});

test('one value 1,000 sd out moves the unit that distances are counted in by less than a tenth', () => {
  const values = normals(2, 1000, 0.92, 0.005);
  const without = shown(values).novelty.meanDistance;
  values[400] = -4;
  expect(shown(values).novelty.meanDistance).toBeLessThan(1.1 * without);
});

test('a constant is never new', () => {
  expect(shown(new Array<number>(1000).fill(7)).surprises.every((surprise) => surprise === 0)).toBe(true);
});
