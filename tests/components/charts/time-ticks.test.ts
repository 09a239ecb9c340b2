import { describe, expect, it } from 'vitest';
import { timeAxis } from '@/components/charts/time-ticks';

const at = (iso: string) => Date.parse(iso);
const written = (from: string, to: string, count = 6) => {
  const axis = timeAxis(at(from), at(to), count);
  return axis.ticks.map(axis.format);
};

describe('timeAxis', () => {
  it.each([
    [
      'seconds',
      '2026-01-31T12:00:01Z',
      '2026-01-31T12:00:12Z',
      ['12:00:02', '12:00:04', '12:00:06', '12:00:08', '12:00:10', '12:00:12'],
    ],
    [
      'minutes',
      '2026-01-31T12:03:00Z',
      '2026-01-31T12:58:00Z',
      ['12:10', '12:20', '12:30', '12:40', '12:50'],
    ],
    [
      'hours over midnight',
      '2026-01-31T20:00:00Z',
      '2026-02-01T04:00:00Z',
      ['20:00', '22:00', '1 Feb', '02:00', '04:00'],
    ],
    ['days', '2026-01-30T05:00:00Z', '2026-02-03T00:00:00Z', ['31 Jan', '1 Feb', '2 Feb', '3 Feb']],
    [
      'months over the year',
      '1996-11-20T00:00:00Z',
      '1997-04-10T00:00:00Z',
      ['Dec', '1997', 'Feb', 'Mar', 'Apr'],
    ],
    ['years', '1990-05-01T00:00:00Z', '2001-01-01T00:00:00Z', ['1992', '1994', '1996', '1998', '2000']],
  ])('has round ticks for %s', (_, from, to, expected) => {
    expect(written(from, to)).toEqual(expected);
  });

  it('starts weeks on Mondays', () => {
    const { ticks } = timeAxis(at('2026-01-01T00:00:00Z'), at('2026-02-10T00:00:00Z'), 6);
    expect(ticks.map((tick) => new Date(tick).getUTCDay())).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('gives a single point room on both sides', () => {
    const ms = at('2026-01-31T12:00:00Z');
    const { domain, ticks } = timeAxis(ms, ms, 6);
    expect(domain).toEqual([ms - 3_600_000, ms + 3_600_000]);
    expect(ticks.length).toBeGreaterThan(1);
  });

  it('stays within its range and number of ticks at every length', () => {
    for (let lengthMs = 1; lengthMs < 4e12; lengthMs *= 3) {
      const from = at('1996-09-04T23:30:00Z');
      const { ticks } = timeAxis(from, from + lengthMs, 6);
      expect(ticks.length).toBeLessThanOrEqual(8);
      expect(ticks.every((tick) => tick >= from && tick <= from + lengthMs)).toBe(true);
    }
  });
});
