import { describe, expect, it } from 'vitest';
import { axisWidthOf, timeTickCount } from '@/components/charts/chart-frame';
import { chartRows } from '@/components/charts/chart-rows';
import { clipSpan, incidentMarks, toChartWindows, withinBounds } from '@/components/charts/chart-windows';
import { sparklinePath } from '@/components/charts/sparkline-path';
import { statisticExtent, stretchedExtent, valueExtent } from '@/components/charts/value-domain';
import { valueAxis } from '@/components/charts/value-ticks';

const iso = (ms: number) => new Date(ms).toISOString();
const noSpans = { reference: null, current: null };

describe('extents', () => {
  const bucket = { ms: 0, mean: 5, min: 1, max: 9, count: 10, late: 0 };

  it('cover the extremes of a bucket, not only its mean', () => {
    expect(valueExtent(chartRows([bucket], []))).toEqual({ low: 1, high: 9 });
    expect(valueExtent([])).toBeNull();
  });

  it('extend to marks near the data and ignore those that would flatten it', () => {
    expect(stretchedExtent({ low: 1, high: 2 }, [0.5, null, 2.5])).toEqual({ low: 0.5, high: 2.5 });
    expect(stretchedExtent({ low: 1, high: 2 }, [1000])).toEqual({ low: 1, high: 2 });
  });

  it('include zero and the threshold for a statistic', () => {
    const rows = chartRows([bucket], [{ ms: 0, statistic: 3, threshold: 8, level: 'stable' }]);
    expect(statisticExtent(rows)).toEqual({ low: 0, high: 8 });
    expect(statisticExtent(chartRows([bucket], []))).toBeNull();
  });
});

describe('windows', () => {
  it('come from the API with times in milliseconds', () => {
    const reference = { from: iso(1000), to: iso(2000), mean: 0.8, sample_count: 60 };
    expect(toChartWindows({ reference, band: { lower: null, upper: 1 }, current: null })).toEqual({
      reference: { fromMs: 1000, toMs: 2000, mean: 0.8, sampleCount: 60 },
      current: null,
      lower: null,
      upper: 1,
    });
  });

  it('have no limit beyond the bounds of the metric', () => {
    const bounds = { lower: 0, upper: 1 };
    expect(withinBounds({ ...noSpans, lower: 0.3, upper: 1.3 }, bounds)).toMatchObject({
      lower: 0.3,
      upper: null,
    });
    expect(withinBounds({ ...noSpans, lower: -0.1, upper: 0.9 }, bounds)).toMatchObject({
      lower: null,
      upper: 0.9,
    });
    expect(withinBounds({ ...noSpans, lower: -5, upper: 5 }, { lower: null, upper: null })).toMatchObject({
      lower: -5,
    });
  });

  it('are cut to the shown range', () => {
    expect(clipSpan(0, 50, [10, 40])).toEqual([10, 40]);
    expect(clipSpan(20, 30, [10, 40])).toEqual([20, 30]);
    expect(clipSpan(0, 9, [10, 40])).toBeNull();
    expect(clipSpan(41, 50, [10, 40])).toBeNull();
  });
});

describe('the frame', () => {
  it('is as wide as its longest tick', () => {
    expect(axisWidthOf([valueAxis(0, 1, 5), valueAxis(1_000_000, 1_000_004, 4)])).toBeGreaterThan(
      axisWidthOf([valueAxis(0, 1, 5)]),
    );
  });

  it('has at least two time ticks, and more if there is room', () => {
    expect(timeTickCount(0)).toBe(2);
    expect(timeTickCount(1000)).toBe(11);
  });
});

describe('sparklinePath', () => {
  const points = (...values: number[]) => values.map((value, index) => ({ ms: index * 1000, value }));

  it('runs from corner to corner with the larger value above', () => {
    expect(sparklinePath(points(0, 1), 100, 20)).toBe('M0,20L100,0');
  });

  it('runs through the middle for a constant series, and is a dot there for a single point', () => {
    expect(sparklinePath(points(3, 3, 3), 100, 20)).toBe('M0,10L50,10L100,10');
    expect(sparklinePath(points(3), 100, 20)).toBe('M50,10h0');
    expect(sparklinePath([], 100, 20)).toBe('');
  });

  it('places points by their time', () => {
    const uneven = [
      { ms: 0, value: 0 },
      { ms: 900, value: 1 },
      { ms: 1000, value: 0 },
    ];
    expect(sparklinePath(uneven, 100, 20)).toBe('M0,20L90,0L100,20');
  });
});

describe('the marks of incidents', () => {
  const incident = {
    id: 'a',
    openedMs: 100,
    onsetMs: 80,
    worsenedMs: null,
    resolvedMs: null,
    detectorName: '',
  };

  it('tell what goes on from what is over', () => {
    expect(incidentMarks([incident], [0, 200])).toMatchObject({ open: true, over: false });
    expect(incidentMarks([{ ...incident, resolvedMs: 150 }], [0, 200])).toMatchObject({
      open: false,
      over: true,
    });
  });

  it('are those of the shown stretch: an incident that began before it still reaches into it', () => {
    expect(incidentMarks([incident], [120, 200])).toEqual({
      open: true,
      over: false,
      onset: false,
      worsening: false,
    });
    const over = { ...incident, resolvedMs: 110, worsenedMs: 105 };
    expect(incidentMarks([over], [120, 200])).toMatchObject({ over: false, worsening: false });
    expect(incidentMarks([over], [90, 105])).toMatchObject({ over: true, onset: false, worsening: true });
  });
});
