import { expect, test } from 'vitest';
import { auto } from '@/lib/detectors/auto';
import { parseParams } from '@/lib/detectors/parse-params';
import { normals } from '../../../contract/seeded-numbers';
import { dayMs, hourMs, mondayMs, runAuto } from './run-auto';

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

/** Days until `auto` judges points that come `perBurst` at a time, and alarms on the way to a change and after. */
function runBursts(perBurst: number, withinMs: number, everyMs: number) {
  const state = auto.init(auto.paramsSchema.parse(parseParams('auto')), { direction: 'two_sided' });
  const count = Math.ceil(30 * (dayMs / everyMs)) * perBurst;
  const noise = normals(4, count);
  let judgesAfter = Number.NaN;
  const alarms = { before: 0, after: 0 };
  let wasDrift = false;
  for (let index = 0; index < count; index += 1) {
    const tsMs = mondayMs + Math.floor(index / perBurst) * everyMs + (index % perBurst) * withinMs;
    const season = 2 * Math.sin((2 * Math.PI * (tsMs - mondayMs)) / dayMs);
    const hasChanged = index >= 0.8 * count;
    const { level } = auto.update(state, (noise[index] as number) + season + (hasChanged ? 4 : 0), tsMs);
    if (level !== 'insufficient_data' && Number.isNaN(judgesAfter)) judgesAfter = (tsMs - mondayMs) / dayMs;
    if (level === 'drift' && !wasDrift) alarms[hasChanged ? 'after' : 'before'] += 1;
    wasDrift = level === 'drift';
  }
  return { judgesAfter, alarms };
}

test.each([
  ['two instances, every 5 minutes', 2, 1000, 300_000],
  ['a batch of 5, hourly', 5, 2000, hourMs],
  ['a batch of 5 within a second, hourly', 5, 200, hourMs],
  ['a batch of 10, every 6 hours', 10, 5000, 6 * hourMs],
])('bursts are judged after two days, and their change is found: %s', (_, perBurst, withinMs, everyMs) => {
  const { judgesAfter, alarms } = runBursts(perBurst, withinMs, everyMs);
  expect(judgesAfter).toBeGreaterThan(1.8);
  expect(judgesAfter).toBeLessThanOrEqual(2.01);
  expect(alarms).toEqual({ before: 0, after: 1 });
});

test('days are not bursts: a point every ten minutes from seven to seven', () => {
  const state = auto.init(auto.paramsSchema.parse(parseParams('auto')), { direction: 'two_sided' });
  const noise = normals(5, 72 * 4);
  noise.forEach((value, index) => {
    const tsMs = mondayMs + Math.floor(index / 72) * dayMs + (index % 72) * 600_000;
    auto.update(state, value, tsMs);
  });
  expect(state.cadenceMs).toBe(600_000);
});
