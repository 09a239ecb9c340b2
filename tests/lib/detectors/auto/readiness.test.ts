import { expect, test } from 'vitest';
import { normals } from '../../../contract/seeded-numbers';
import { dayMs, hourMs, runAuto } from './run-auto';

const daily = (perDay: number, count: number) =>
  normals(1, count).map((noise, index) => noise + 5 * Math.sin((2 * Math.PI * index) / perDay));

test.each([
  ['daily values', dayMs, daily(1, 60), 30],
  ['rows that are only numbered', 1, normals(2, 60), 30],
  ['hours of a season', hourMs, daily(24, 120), 48],
  ['6 hours of a season', 6 * hourMs, daily(4, 60), 30],
  ['5 minutes of a season', hourMs / 12, daily(288, 900), 576],
])('%s are counted up to the point that is judged', (_, stepMs, values, expected) => {
  const { readings } = runAuto(values, stepMs);
  const judged = readings.findIndex(({ level }) => level !== 'insufficient_data');
  // A day is two slots short where its last hour is still open.
  expect(judged + 1).toBeGreaterThanOrEqual(0.95 * expected);
  expect(judged + 1).toBeLessThanOrEqual(1.05 * expected + 1);
  for (const [index, reading] of readings.slice(0, judged).entries()) {
    expect(reading.learning?.seen).toBe(index + 1);
    expect(reading.learning?.needed).toBeGreaterThan(index + 1);
  }
  expect(readings[judged - 1]?.learning?.needed).toBeLessThanOrEqual(1.05 * expected + 1);
  expect(readings.slice(judged).every(({ learning }) => learning === undefined)).toBe(true);
});

test('a flat day is enough', () => {
  const { readings } = runAuto(normals(3, 600), hourMs / 12);
  const judged = readings.findIndex(({ level }) => level !== 'insufficient_data');
  expect(judged).toBeGreaterThanOrEqual(286);
  expect(judged).toBeLessThanOrEqual(300);
});
