import { expect, test } from 'vitest';
import { heightOf, trendBox, trendPaths } from '../../../components/overview/trend-path';
import type { Trend } from '../../../lib/schemas/trends';

const trend = (values: (number | null)[], given: Partial<Trend> = {}): Trend => ({
  series_id: 1,
  metric: 'accuracy',
  from: '2026-03-01T00:00:00.000Z',
  step_ms: 1000,
  values,
  band: { lower: 0.8, upper: 1 },
  ...given,
});
const start = Date.parse('2026-03-01T00:00:00.000Z');

test('the band has the same height in every row, and what is far beyond stays at the edge', () => {
  const { height, bandHeight } = trendBox;
  expect(heightOf(-1) - heightOf(1)).toBe(bandHeight);
  expect(heightOf(0)).toBe(height / 2);
  expect(heightOf(1e9)).toBeGreaterThan(0);
  expect(heightOf(-1e9)).toBeLessThan(height);
});

test('a gap stays a gap', () => {
  const { before } = trendPaths(trend([0.9, 0.9, null, 0.9]), null);
  expect(before.match(/M/g)).toHaveLength(2);
});

test('points that come less often than there are buckets are one line, in which a longer pause is a gap', () => {
  const daily = [1, null, 1, 1, null, 1, 1, 1, null, 1];
  expect(trendPaths(trend(daily), null).before.match(/M/g)).toHaveLength(1);
  expect(trendPaths(trend([...daily, null, null, 1]), null).before.match(/M/g)).toHaveLength(2);
});

test('the line since the onset is another one, and hangs together with the line before', () => {
  const { before, since } = trendPaths(trend([0.9, 0.9, 0.7, 0.7]), start + 2500);
  expect(before).toMatch(/^M0,14h0L53.3,14$/);
  expect(since.startsWith('M53.3,14L106.7,')).toBe(true);
});

test('a series that does not vary is a level line, with or without a band', () => {
  for (const band of [null, { lower: 5, upper: 5 }]) {
    const { before } = trendPaths(trend([5, 5], { band }), null);
    expect(before).toBe('M0,14h0L160,14');
  }
});

test('no value at all is no line', () => {
  expect(trendPaths(trend([null, null]), null)).toEqual({ before: '', since: '' });
});
