import { describe, expect, test } from 'vitest';
import { createCursorStore } from '@/components/charts/chart-cursor';
import { msAtX, type PlotFrame, plotX, plotY } from '@/components/charts/chart-frame';
import { chartRows } from '@/components/charts/chart-rows';
import { summaryOf } from '@/components/charts/chart-summary';
import { noWindows, toChartIncident } from '@/components/charts/chart-windows';
import { placeLabels } from '@/components/charts/direct-labels';
import { readRows, tableOfRows } from '@/components/charts/drift-cursor';
import { nearestIndex } from '@/components/charts/nearest';
import { shareOfThreshold } from '@/components/charts/statistic-strip';
import { timeAxis } from '@/components/charts/time-ticks';
import { boundsOf, valueAxis, withUnit } from '@/components/charts/value-ticks';

const frame: PlotFrame = {
  width: 400,
  height: 230,
  left: 50,
  right: 10,
  time: timeAxis(0, 1000, 4),
  value: valueAxis(0, 1, 4),
};
const point = (ms: number, mean: number, count = 1) => ({
  ms,
  mean,
  min: mean - (count > 1 ? 0.1 : 0),
  max: mean + (count > 1 ? 0.1 : 0),
  count,
  late: 0,
});

describe('pixels', () => {
  test('and times are each other’s inverse, inside of the plot', () => {
    expect(plotX(frame, 0)).toBe(50);
    expect(plotX(frame, 1000)).toBe(390);
    expect(msAtX(frame, plotX(frame, 250))).toBeCloseTo(250, 6);
    expect(msAtX(frame, 0)).toBe(0);
    expect(msAtX(frame, 9999)).toBe(1000);
  });

  test('of higher values are nearer to the top', () => {
    expect(plotY(frame, 1)).toBeLessThan(plotY(frame, 0));
  });
});

describe('the axis of a share', () => {
  const shares = { lower: 0, upper: 1 };

  test('ends at 1, where the values do', () => {
    expect(valueAxis(0.8, 1, 4, shares).domain[1]).toBe(1);
    expect(valueAxis(0.62, 1, 3, shares).ticks.at(-1)).toBe(1);
    expect(valueAxis(1, 1, 4, shares).domain).toEqual([0.9, 1]);
    expect(valueAxis(0, 0.04, 4, shares).domain[0]).toBe(0);
  });

  test('shows a value beyond the bounds all the same', () => {
    expect(valueAxis(0.8, 1.2, 4, shares).domain[1]).toBeGreaterThanOrEqual(1.2);
  });

  test('is known by its unit and its values', () => {
    const none = { lower: null, upper: null };
    expect(boundsOf('1', none, 0.2, 0.9)).toEqual(shares);
    expect(boundsOf('1', none, 0.2, 1.4)).toEqual(none);
    expect(boundsOf('ms', none, 0.2, 0.9)).toEqual(none);
  });
});

test('the unit stands on the top tick alone', () => {
  const axis = withUnit(valueAxis(100, 400, 3), 'ms');
  expect(axis.ticks.map(axis.format)).toEqual(['100', '200', '300', '400 ms']);
});

describe('the ticks of time in a zone', () => {
  const inBerlin = (from: string, to: string, count: number) => {
    const axis = timeAxis(Date.parse(from), Date.parse(to), count, 'Europe/Berlin');
    return axis.ticks.map((ms) => [new Date(ms).toISOString(), axis.format(ms)]);
  };

  test('are at its midnights, also after its clocks have changed', () => {
    const ticks = inBerlin('2026-10-23T00:00:00Z', '2026-10-28T00:00:00Z', 6);
    expect(ticks).toEqual([
      ['2026-10-23T22:00:00.000Z', '24 Oct'],
      ['2026-10-24T22:00:00.000Z', '25 Oct'],
      ['2026-10-25T23:00:00.000Z', '26 Oct'],
      ['2026-10-26T23:00:00.000Z', '27 Oct'],
      ['2026-10-27T23:00:00.000Z', '28 Oct'],
    ]);
  });

  test('have its hours', () => {
    expect(inBerlin('2026-07-01T08:00:00Z', '2026-07-01T10:00:00Z', 4).map(([, text]) => text)).toEqual([
      ...['10:00', '10:30', '11:00', '11:30', '12:00'],
    ]);
  });
});

describe('the cursor', () => {
  test('goes to the nearest point', () => {
    expect([-5, 0, 14, 16, 99].map((ms) => nearestIndex([0, 10, 20], ms))).toEqual([0, 0, 1, 2, 2]);
    expect(nearestIndex([], 5)).toBe(-1);
  });

  test('tells all charts only when it has moved', () => {
    const store = createCursorStore();
    let calls = 0;
    const stop = store.subscribe(() => calls++);
    store.set({ ms: 5, ownerId: 'a' });
    store.set({ ms: 5, ownerId: 'a' });
    store.set(null);
    stop();
    store.set({ ms: 6, ownerId: 'a' });
    expect(calls).toBe(2);
  });

  test('reads values with the decimals of the metric, and a bucket with its extremes', () => {
    const rows = chartRows([point(0, 0.4583333333333333), point(10, 0.5, 3)], []);
    const how = { decimals: 4, unit: '1', zone: 'UTC' };
    expect(readRows(rows, 1, how)?.facts).toEqual([{ name: 'Value', text: '0.4583' }]);
    expect(readRows(rows, 9, how)?.facts).toEqual([
      { name: 'Mean of 3', text: '0.5000' },
      { name: 'Lowest', text: '0.4000' },
      { name: 'Highest', text: '0.6000' },
    ]);
    expect(readRows([], 1, how)).toBeNull();
    expect(tableOfRows(rows, how).rows.map(([, mean]) => mean)).toEqual(['0.5000', '0.4583']);
  });
});

test('a chart says in words what it shows', () => {
  const rows = chartRows([point(0, 0.8), point(1000, 0.85), point(2000, 0.5)], []);
  const windows = {
    ...noWindows,
    reference: { fromMs: 0, toMs: 1000, mean: 0.825, sampleCount: 2 },
    lower: 0.7,
  };
  const incident = toChartIncident({
    id: '1',
    opened_ts: '1970-01-01T00:00:02Z',
    onset_ts: null,
    escalated_ts: null,
    resolved_ts: null,
    detector_name: 'd',
  });
  expect(summaryOf({ rows, windows, incidents: [incident], decimals: 4, unit: '1', zone: 'UTC' })).toBe(
    '3 points from 1 Jan 1970 00:00 to 1 Jan 1970 00:00:02: lowest 0.5000, highest 0.8500, last 0.5000. The mean of the reference is 0.8250. Ordinary values are 0.7000 and above; one lies outside. 1 incident, 1 open.',
  );
  expect(summaryOf({ rows: [], windows, incidents: [], decimals: 4, unit: '1', zone: 'UTC' })).toBe(
    'No points in this range.',
  );
});

describe('names beside lines', () => {
  const placed = (...ys: number[]) =>
    placeLabels(
      ys.map((y, index) => ({ id: String(index), y })),
      10,
      0,
      100,
    ).map(({ y }) => y);

  test('stay where there is room', () => {
    expect(placed(20, 50)).toEqual([20, 50]);
  });

  test('do not touch, nor leave the plot', () => {
    expect(placed(50, 51, 52)).toEqual([50, 60, 70]);
    expect(placed(98, 99, 100)).toEqual([80, 90, 100]);
  });
});

test('a statistic is a share of its threshold, where that is one', () => {
  expect(shareOfThreshold({ statistic: 3, threshold: 6 })).toBe(0.5);
  expect(shareOfThreshold({ statistic: -1, threshold: 6 })).toBe(0);
  expect(shareOfThreshold({ statistic: 3, threshold: 0 })).toBeNull();
  expect(shareOfThreshold({ statistic: null, threshold: 6 })).toBeNull();
});
