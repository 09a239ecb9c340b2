import { describe, expect, test } from 'vitest';
import { chartRange } from '@/components/evidence/chart-range';
import { decimalsFor, toDecimals, toSigned } from '@/components/evidence/decimals';
import { histogramOf } from '@/components/evidence/histogram';
import { hour, start } from './view';

describe('decimalsFor', () => {
  test('shows the noise with one digit, or two where it begins with less than 3.55', () => {
    expect(decimalsFor(0.0061, 0.892)).toBe(3);
    expect(decimalsFor(0.0012, 0.892)).toBe(4);
    expect(decimalsFor(0.22, 0.5)).toBe(2);
    expect(decimalsFor(0.4, 0.5)).toBe(1);
    expect(decimalsFor(34, 1200)).toBe(0);
    expect(decimalsFor(0, 0.5)).toBe(4);
    expect(decimalsFor(Number.NaN, Number.NaN)).toBe(3);
  });

  test('keeps the decimals of neighbours alike and the sign of a difference', () => {
    expect([toDecimals(0.84, 3), toDecimals(-0.84, 3), toDecimals(-0.0001, 3)]).toEqual([
      '0.840',
      '−0.840',
      '0.000',
    ]);
    expect([toSigned(0.31, 2), toSigned(-0.05, 2), toSigned(0.0001, 2)]).toEqual(['+0.31', '−0.05', '0.00']);
  });
});

describe('chartRange', () => {
  const onsetMs = start + 200 * hour;
  const times = { openedMs: onsetMs + 30 * hour, onsetMs, stepMs: hour, newestMs: onsetMs + 100 * hour };

  test('begins three windows before the onset and ends with the newest point', () => {
    expect(chartRange(times, 'now')).toEqual({ from: onsetMs - 90 * hour, to: times.newestMs });
  });

  test('shows enough of the time before, however long ago the onset was', () => {
    const old = { ...times, newestMs: onsetMs + 10_000 * hour };
    const { from, to } = chartRange(old, 'now');
    expect((onsetMs - from) / (to - from)).toBeCloseTo(0.12, 3);
  });

  test('ends shortly after the alarm when that is asked for, and never before it', () => {
    expect(chartRange(times, 'alarm').to).toBe(times.openedMs + 60 * hour);
    expect(chartRange({ ...times, newestMs: 0 }, 'now').to).toBe(times.openedMs);
  });
});

describe('histogramOf', () => {
  test('counts every value of both samples in the same bins', () => {
    const before = Array.from({ length: 100 }, (_, index) => index / 100);
    const histogram = histogramOf(before, [2, 2, 2]);
    const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
    expect(sum(histogram?.before ?? [])).toBe(100);
    expect(histogram?.after.at(-1)).toBe(3);
    expect(histogram?.edges).toHaveLength((histogram?.before.length ?? 0) + 1);
  });

  test('there is none of values that are all the same', () => {
    expect(histogramOf([1, 1], [1])).toBeNull();
  });
});
