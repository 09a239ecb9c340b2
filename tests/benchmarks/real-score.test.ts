import { expect, test } from 'vitest';
import { scoreAlarms, scoreSegments } from '@/benchmarks/scorers/real-score.mjs';

const events: Parameters<typeof scoreAlarms>[0] = {
  values: new Array(1000).fill(0),
  tol: 10,
  events: [
    [100, 120],
    [500, 500],
    [700, 720],
  ],
};

test('an alarm in an event detects it once, elsewhere it is false, and the first 200 rows do not count', () => {
  const {
    events: count,
    found,
    falseAlarms,
    delays,
  } = scoreAlarms(events, [50, 110, 505, 508, 600, 730], 'events');
  expect({ count, found, falseAlarms, delays }).toEqual({ count: 2, found: 1, falseAlarms: 2, delays: [5] });
});

test('covering is 1 for the true cuts, and the share of the longest part without cuts', () => {
  const series = { values: new Array<number>(1000).fill(0), changes: [[600, 600] as [number, number]] };
  expect(scoreSegments(series, [600])).toEqual({ cover: 1, f1: 1 });
  // 600 rows overlap the whole by 0.6, 400 by 0.4.
  expect(scoreSegments(series, []).cover).toBeCloseTo(0.6 * 0.6 + 0.4 * 0.4, 12);
});
