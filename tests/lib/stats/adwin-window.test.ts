import { describe, expect, test } from 'vitest';
import { adwinStep, createAdwinWindow, oldestMs, resetAdwinWindow } from '@/lib/stats/adwin-window';
import { normals } from '../../contract/seeded-numbers';
import golden from '../../golden/adwin.json';
import streams from '../../golden/streams.json';

const all: Record<string, number[]> = { ...streams.real, ...streams.binary };

describe('ADWIN against River: every drift, width, estimate and variance', () => {
  test.each(golden.cases)('$name', ({ stream, params, expected }) => {
    const window = createAdwinWindow({
      threshold: -Math.log10(params.delta),
      clock: params.clock,
      maxBuckets: params.max_buckets,
      minWindow: params.min_window_length,
      grace: params.grace_period,
    });
    const checkpoints = new Map(expected.checkpoints.map((row) => [row[0], row]));
    const drift: number[] = [];
    let compared = 0;
    for (const [index, value] of (all[stream] ?? []).entries()) {
      if (drift.at(-1) === index - 1) resetAdwinWindow(window);
      if (adwinStep(window, value, index)) drift.push(index);
      const row = checkpoints.get(index);
      if (row === undefined) continue;
      compared += 1;
      const [, width = 0, estimation = 0, variance = 0, total = 0] = row;
      expect(window.width).toBe(width);
      const scale = Math.max(1, Math.abs(estimation));
      expect(Math.abs(window.total / window.width - estimation)).toBeLessThanOrEqual(1e-9 * scale);
      expect(Math.abs(window.total - total)).toBeLessThanOrEqual(1e-9 * width * scale);
      expect(Math.abs(window.squares - variance)).toBeLessThanOrEqual(
        1e-6 * Math.max(Math.abs(variance), 1e-6),
      );
    }
    expect(drift).toEqual(expected.drift);
    expect(compared).toBe(expected.checkpoints.length);
  });
});

test('the time of the best cut is that of the first value after the step, to the size of a bucket', () => {
  const window = createAdwinWindow({ threshold: 3, clock: 1, maxBuckets: 5, minWindow: 5, grace: 10 });
  let index = 0;
  for (; index < 100; index += 1) adwinStep(window, (index % 2) * 0.1, index * 10);
  while (!adwinStep(window, 3 + (index % 2) * 0.1, index * 10)) index += 1;
  expect(window.newerFromMs).toBe(1000);
  expect(window.rise).toBeGreaterThan(3);
  expect(window.fall).toBe(0);
});

test('a window that would need more than 20 rows drops its oldest values instead of growing', () => {
  const window = createAdwinWindow({ threshold: 50, clock: 1e9, maxBuckets: 1, minWindow: 5, grace: 10 });
  for (let index = 0; index < 3_000_000; index += 1) adwinStep(window, 1, index);
  expect(window.rows).toBe(20);
  expect(window.width).toBeLessThanOrEqual(2 ** 21);
  expect(window.total).toBe(window.width);
  expect(window.totals).toHaveLength(40);
});

test('huge values leave nothing behind in the sums when they are dropped', () => {
  const options = { threshold: 2, clock: 4, maxBuckets: 5, minWindow: 1, grace: 2 };
  const window = createAdwinWindow(options);
  const values = [...new Array<number>(64).fill(1.3e17), ...normals(3, 300)];
  for (const [index, value] of values.entries()) adwinStep(window, value, index);
  expect(oldestMs(window)).toBeGreaterThanOrEqual(64);
  const left = values.slice(oldestMs(window));
  expect(left).toHaveLength(window.width);
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  expect(window.total / window.width).toBeCloseTo(mean, 9);
  expect(window.squares).toBeCloseTo(
    left.reduce((sum, value) => sum + (value - mean) ** 2, 0),
    6,
  );
});

test('a change is reported on the side where the remaining values lie', () => {
  // The newest bucket of each row counts as newer at every cut, old ones too, so that a cut may point the
  // wrong way.
  for (let seed = 1; seed <= 40; seed += 1) {
    const window = createAdwinWindow({ threshold: 2, clock: 8, maxBuckets: 5, minWindow: 5, grace: 10 });
    for (const value of normals(seed, 60 + 7 * seed, -9)) adwinStep(window, value, 0);
    for (const value of normals(seed + 50, 120)) {
      if (adwinStep(window, value, 0)) expect(window.fall).toBe(0);
    }
  }
});
