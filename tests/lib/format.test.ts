import { describe, expect, it } from 'vitest';
import {
  decimalsOf,
  formatAge,
  formatChange,
  formatCount,
  formatDelta,
  formatExact,
  formatFixed,
  formatInstant,
  formatInstantExact,
  formatNumber,
  formatStatus,
  formatValue,
} from '@/lib/format';

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [0.794123, '0.7941'],
    [12.3456, '12.35'],
    [-0.5, '−0.5'],
    [1234.56, '1,234.6'],
    [123_456_789, '123,456,789'],
    [1e12, '1e12'],
    [1.23456e12, '1.235e12'],
    [0.00001, '1e−5'],
    [5e-324, '4.941e−324'],
  ])('writes %s as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('has an exact variant for tooltips', () => {
    expect(formatExact(0.1 + 0.2)).toBe('0.30000000000000004');
    expect(formatExact(-1e-7)).toBe('−1e−7');
  });
});

describe('units', () => {
  it('are written if they add information', () => {
    expect(formatValue(130.5, 'ms')).toBe('130.5 ms');
    expect(formatValue(0.5, '1')).toBe('0.5');
    expect(formatValue(0.5, null)).toBe('0.5');
    expect(formatValue(3, '{request}')).toBe('3 request');
  });

  it('leave differences as they are posted, always with a sign', () => {
    expect(formatDelta(-0.14333, '1')).toBe('−0.1433');
    expect(formatDelta(0.01, '1')).toBe('+0.0100');
    expect(formatDelta(0, '1')).toBe('0.0000');
    expect(formatDelta(12.5, 'ms')).toBe('+12.50 ms');
    expect(formatDelta(-0.494, null)).toBe('−0.4940');
  });
});

describe('the decimals of a metric', () => {
  it.each([
    ['1', [0.803, 0.8867], 4],
    ['1', [1, 0], 4],
    [null, [0.4583333333333333], 4],
    ['ms', [130.5, 80], 1],
    ['ms', [12.34], 2],
    ['By', [123_456.7], 0],
    [null, [3, 250], 0],
    [null, [0.00123], 6],
    [null, [], 0],
  ])('of %s in %s are %d', (unit, values, decimals) => {
    expect(decimalsOf(unit, values)).toBe(decimals);
  });

  it('are the same on every value', () => {
    expect([0.803, 0.8867, 0.4583333333333333, -0.00001].map((value) => formatFixed(value, 4))).toEqual([
      '0.8030',
      '0.8867',
      '0.4583',
      '−1e−5',
    ]);
    expect(formatFixed(-0.0000001, 8)).toBe('−0.00000010');
    expect(formatFixed(-0.04, 1)).toBe('0.0');
    expect(formatFixed(12_345.6, 0)).toBe('12,346');
  });

  it('are those of a change too, which always has its sign', () => {
    expect(formatChange(-0.4725, 4)).toBe('−0.4725');
    expect(formatChange(3, 1)).toBe('+3.0');
    expect(formatChange(0, 2)).toBe('0.00');
    expect(formatChange(2e-6, 4)).toBe('+2e−6');
  });
});

describe('times', () => {
  const ms = Date.parse('1997-05-04T13:30:00Z');

  it('are UTC and as short as possible', () => {
    expect(formatInstant(ms)).toBe('4 May 1997 13:30');
    expect(formatInstant(ms + 5000)).toBe('4 May 1997 13:30:05');
    expect(formatInstant(Date.parse('1997-05-04T00:00:00Z'))).toBe('4 May 1997 00:00');
    expect(formatInstantExact(ms + 7)).toBe('1997-05-04 13:30:00.007 UTC');
  });

  it.each([
    [-30_000, 'just now'],
    [-3 * 60_000, '3 minutes ago'],
    [-25 * 3_600_000, '1 day ago'],
    [2 * 3_600_000, 'in 2 hours'],
    [-800 * 86_400_000, '2 years ago'],
  ])('%s ms away are %s', (distance, text) => {
    expect(formatAge(ms + distance, ms)).toBe(text);
  });
});

it('counts in the singular and the plural', () => {
  expect(formatCount(1, 'job')).toBe('1 job');
  expect(formatCount(1200, 'job')).toBe('1,200 jobs');
  expect(formatCount(0, 'series', 'series')).toBe('0 series');
});

it('words a status, also an unknown one', () => {
  expect(formatStatus('pending_approval')).toBe('waiting for approval');
  expect(formatStatus('detector_changed')).toBe('detector changed');
});
