import { expect, test } from 'vitest';
import { anomaly } from '@/lib/detectors/anomaly';
import { parseParams } from '@/lib/detectors/parse-params';
import { normals, seededUniform } from '../../contract/seeded-numbers';

/** Rows at which a drift begins, at the defaults. */
function alarms(values: number[], stepMs = 300_000): number[] {
  const state = anomaly.init(anomaly.paramsSchema.parse(parseParams('anomaly')), { direction: 'two_sided' });
  const found: number[] = [];
  let before = '';
  values.forEach((value, index) => {
    const { level } = anomaly.update(state, value, index * stepMs);
    if (level === 'drift' && before !== 'drift') found.push(index);
    before = level;
  });
  return found;
}

const inside = (found: number[], from: number, to: number) =>
  found.filter((index) => index >= from && index < to).length;

test.each([1, 2, 3])('finds a spike and a level never seen, seed %i', (seed) => {
  const values = normals(seed, 3000, 50);
  values[1500] = 65;
  for (let index = 2600; index < 2700; index += 1) values[index] = (values[index] ?? 0) + 10;
  const found = alarms(values);
  expect(inside(found, 1500, 1501)).toBe(1);
  expect(inside(found, 2600, 2605)).toBeGreaterThanOrEqual(1);
});

test('an ordinary value at the wrong time of day is odd', () => {
  const noise = normals(5, 6000, 0, 0.5);
  const values = noise.map((value, index) => 50 + 10 * Math.sin((2 * Math.PI * index) / 288) + value);
  // The height of noon for an hour at midnight.
  for (let index = 5048; index < 5060; index += 1) values[index] = 60 + (noise[index] ?? 0);
  expect(inside(alarms(values), 5048, 5060)).toBeGreaterThanOrEqual(1);
});

test('calm series alarm about once in 1,000 points; the scale of the values plays no part', () => {
  let count = 0;
  const seeds = [1, 2, 3, 4, 5];
  for (const seed of seeds) {
    const values = normals(seed, 4000, 5);
    const found = alarms(values);
    expect(alarms(values.map((value) => value * 1024))).toEqual(found);
    count += found.length;
  }
  expect(count).toBeLessThanOrEqual(1.5 * 4 * seeds.length);
});

test('a heavy tail makes large values cheap: fewer than 4 alarms in 1,000 points', () => {
  const next = seededUniform(9);
  const heavy = Array.from({ length: 8000 }, () => (next() < 0.5 ? -1 : 1) * next() ** (-1 / 3));
  expect(alarms(heavy).length).toBeLessThan(32);
});

test.each([
  ['equal values', 0, 12],
  ['values within 2 % of the noise', 0.02, 40],
])('a flat line in noise is found: %s', (_, noise, length) => {
  for (const seed of [11, 12, 13]) {
    const values = normals(seed, 1500);
    const rest = normals(seed + 100, length, 0, noise);
    for (let index = 0; index < length; index += 1) values[1000 + index] = 0.3 + (rest[index] ?? 0);
    expect(inside(alarms(values), 1004, 1000 + length)).toBeGreaterThanOrEqual(1);
  }
});
