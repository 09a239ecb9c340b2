import { describe, expect, it } from 'vitest';
import { type ChartPoint, type ChartReading, chartRows } from '@/components/charts/chart-rows';
import type { Level } from '@/components/charts/level';

const point = (ms: number, mean = 1): ChartPoint => ({ ms, mean, min: mean, max: mean, count: 1, late: 0 });
const reading = (ms: number, statistic: number | null, level: Level = 'stable'): ChartReading => ({
  ms,
  statistic,
  threshold: 5,
  level,
});
const every = (stepMs: number, count: number, fromMs = 0) =>
  Array.from({ length: count }, (_, index) => point(fromMs + index * stepMs));

describe('chartRows', () => {
  it('is empty without points', () => {
    expect(chartRows([], [reading(1, 2)])).toEqual([]);
  });

  it('puts each reading at its point', () => {
    const rows = chartRows([point(10), point(20), point(30)], [reading(10, null), reading(30, 3)]);
    expect(rows.map((row) => row.statistic)).toEqual([null, null, 3]);
    expect(rows.map((row) => row.level)).toEqual(['stable', null, 'stable']);
  });

  it('keeps the worst reading of a bucket, whatever its statistic', () => {
    const readings = [reading(10, 9), reading(12, 6, 'drift'), reading(14, 8, 'warning')];
    const rows = chartRows([point(10), point(20)], readings);
    expect(rows[0]).toMatchObject({ level: 'drift', statistic: 6, readingMs: 12 });
    expect(rows[1]).toMatchObject({ level: null, statistic: null });
  });

  it('keeps the higher statistic of two at the same level', () => {
    expect(chartRows([point(10)], [reading(10, 2), reading(11, 4), reading(12, 3)])[0]?.statistic).toBe(4);
  });

  it('draws no threshold while a drift is latched below it', () => {
    const held = { ...reading(10, 3, 'drift'), threshold: -1 };
    const rows = chartRows([point(10), point(20)], [held, reading(20, 6, 'drift')]);
    expect(rows.map((row) => row.threshold)).toEqual([null, 5]);
  });

  it('drops a reading that is older than the first point instead of moving it', () => {
    expect(chartRows([point(10)], [reading(5, 4)])[0]?.statistic).toBeNull();
  });

  it('breaks the line at a long gap', () => {
    const rows = chartRows([...every(10, 20), ...every(10, 20, 1000)], []);
    expect(rows.filter((row) => row.value === null)).toHaveLength(1);
    expect(rows[20]).toMatchObject({ ms: 595, value: null, band: null });
  });

  it('does not break over weekends', () => {
    const businessDays = every(1, 70).filter(({ ms }) => ms % 7 < 5);
    expect(chartRows(businessDays, []).every((row) => row.value !== null)).toBe(true);
  });

  it('marks a point between two gaps, so that it does not vanish', () => {
    const rows = chartRows([...every(10, 100), point(5000), ...every(10, 100, 9000)], []);
    expect(rows.filter((row) => row.hasDot).map((row) => row.ms)).toEqual([5000]);
  });

  it('marks every point if there are few, or only one', () => {
    expect(chartRows([point(10)], []).map((row) => row.hasDot)).toEqual([true]);
    expect(chartRows(every(10, 5), []).every((row) => row.hasDot)).toBe(true);
    expect(chartRows(every(10, 500), []).some((row) => row.hasDot)).toBe(false);
  });
});
