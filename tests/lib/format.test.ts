import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatCount,
  formatDelta,
  formatExact,
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

  it('turn differences of ratios into percentage points', () => {
    expect(formatDelta(-0.14333, '1')).toBe('−14.33 points');
    expect(formatDelta(0.01, '1')).toBe('1 point');
    expect(formatDelta(0, '1')).toBe('0 points');
  });

  it('other than ratios keep their differences', () => {
    expect(formatDelta(12.5, 'ms')).toBe('12.5 ms');
    expect(formatDelta(-0.494, null)).toBe('−0.494');
  });
});

describe('times', () => {
  const ms = Date.parse('1997-05-04T13:30:00Z');

  it('are UTC and as short as possible', () => {
    expect(formatInstant(ms)).toBe('4 May 1997 13:30');
    expect(formatInstant(ms + 5000)).toBe('4 May 1997 13:30:05');
    expect(formatInstant(Date.parse('1997-05-04T00:00:00Z'))).toBe('4 May 1997');
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
