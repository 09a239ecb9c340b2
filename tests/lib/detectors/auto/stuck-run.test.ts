import { expect, test } from 'vitest';
import { createStuckRun, followRun, stuckStrength } from '@/lib/detectors/auto/stuck-run';
import { normals, seededUniform } from '../../../contract/seeded-numbers';

function runOf(values: number[]) {
  const run = createStuckRun();
  for (const value of values) followRun(run, value);
  return run;
}

test('values that hardly ever tie are stuck after a few repeats, and not after three', () => {
  const values = normals(1, 300);
  const last = values.at(-1) as number;
  const strengths = [2, 3, 5, 8].map((repeats) =>
    stuckStrength(runOf([...values, ...new Array<number>(repeats).fill(last)]), 0),
  ) as [number, number, number, number];
  expect(strengths[0]).toBe(0);
  expect(strengths[1]).toBeLessThan(4);
  expect(strengths[2]).toBeGreaterThan(strengths[1]);
  expect(strengths[3]).toBeGreaterThan(7);
});

test('a chance tie of one half needs a run that is as rare', () => {
  const uniform = seededUniform(2);
  // Four values in between and two at the ends, which come back and so are bounds.
  const values = Array.from({ length: 1000 }, () => (uniform() < 0.7 ? 5 : Math.floor(10 * uniform())));
  values.push(4, 5);
  for (let repeats = 0; repeats < 12; repeats += 1) followRun(runOf(values), 5);
  expect(stuckStrength(runOf([...values, ...new Array<number>(12).fill(5)]), 0)).toBeLessThan(4);
  expect(stuckStrength(runOf([...values, ...new Array<number>(60).fill(5)]), 0)).toBeGreaterThan(4);
});

test('a bound where the metric has rested before is no fault', () => {
  const values = normals(3, 300).map((value) => Math.max(0, value));
  expect(stuckStrength(runOf([...values, ...new Array<number>(200).fill(0)]), 0)).toBe(0);
});

test('a run that was reported teaches nothing about ties', () => {
  const run = runOf([...normals(4, 100), ...new Array<number>(50).fill(0.5)]);
  run.isReported = true;
  followRun(run, 1);
  expect(run).toMatchObject({ ties: 0, longest: 0, isReported: false, length: 0 });
});
