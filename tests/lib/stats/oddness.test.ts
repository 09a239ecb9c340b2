import { expect, test } from 'vitest';
import { createOddness, type Lesson, learnOddness, oddnessOf } from '@/lib/stats/oddness';
import { normals, seededUniform } from '../../contract/seeded-numbers';

function learned(values: number[], lessonAt: (index: number) => Lesson = () => 'ordinary') {
  const view = createOddness();
  values.forEach((value, index) => {
    learnOddness(view, value, 1e-9, lessonAt(index));
  });
  return view;
}

test.each([
  [3, 2.87],
  [4, 4.5],
])('a normal value %f sd out has about its true chance, 10^-%f, or a larger one', (distance, expected) => {
  const view = learned(normals(1, 20_000, 50));
  for (const sign of [-1, 1]) {
    const surprise = oddnessOf(view, 50 + sign * distance, 1e-9);
    expect(surprise).toBeGreaterThan(expected - 1.2);
    expect(surprise).toBeLessThan(expected + 0.3);
  }
});

test('the heavier the tail, the cheaper a large value', () => {
  const next = seededUniform(2);
  const heavy = Array.from({ length: 20_000 }, () => (next() < 0.5 ? -1 : 1) * next() ** (-1 / 3));
  const mean = heavy.reduce((sum, value) => sum + Math.abs(value), 0) / heavy.length;
  const light = learned(normals(3, 20_000, 0, mean / Math.sqrt(2 / Math.PI)));
  expect(oddnessOf(learned(heavy), 8 * mean, 1e-9)).toBeLessThan(oddnessOf(light, 8 * mean, 1e-9) - 0.5);
});

test('an outage of 10 points in 500 is as odd at the end as after the first, and hardly widens the unit', () => {
  const values = normals(4, 10_000, 0);
  const isOut = (index: number) => index >= 500 && index % 500 < 10;
  const late = learned(
    values.map((value, index) => (isOut(index) ? value - 10 : value)),
    (index) => (isOut(index) ? 'odd' : 'ordinary'),
  );
  const clean = learned(values);
  expect(oddnessOf(late, -10, 1e-9)).toBeGreaterThan(4.5);
  expect(late.unit).toBeLessThan(1.05 * clean.unit);
});

test('one value 1,000 sd out does not blind it: the next, 10 sd out, is nearly as odd as without', () => {
  const values = normals(5, 2000, 0.92, 0.005);
  const without = oddnessOf(learned(values), 0.87, 1e-9);
  values[400] = -999;
  expect(oddnessOf(learned(values), 0.87, 1e-9)).toBeGreaterThan(without - 1);
});

test('a level that has hardly been left has no height: a trend is not odd', () => {
  const trend = normals(6, 3000).map((value, index) => value + index);
  expect(oddnessOf(learned(trend), 3500, 1e-9)).toBe(0);
});

test('what is adopted becomes the centre within 200 points', () => {
  const values = [...normals(7, 1000, 0), ...normals(8, 200, 30)];
  const view = learned(values, (index) => (index < 1000 ? 'ordinary' : 'adopt'));
  expect(Math.abs(view.center - 30)).toBeLessThan(1.5);
});

test('nothing is odd before 40 values, on a constant, or within rounding', () => {
  expect(oddnessOf(learned(normals(9, 39)), 1e6, 1e-9)).toBe(0);
  const constant = learned(new Array<number>(500).fill(5));
  expect(oddnessOf(constant, 5, 1e-9)).toBe(0);
  expect(oddnessOf(constant, 5 + 1e-10, 1e-9)).toBe(0);
});
