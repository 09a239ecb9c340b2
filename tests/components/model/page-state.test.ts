import { describe, expect, test } from 'vitest';
import { chosenLines, mostLines, withLine } from '@/components/model/chosen-lines';
import { readGrouping, readIds, readSpan, writeSpan } from '@/components/model/page-state';
import { readRange, writeZoom } from '@/components/model/range';
import { valueADayBefore } from '@/components/model/series-facts';
import { writeChange } from '@/components/model/to-change';

describe('what the address says', () => {
  test('of a window survives a reload', () => {
    const span = { fromMs: 1000, toMs: 5000 };
    expect(readSpan(writeSpan(span))).toEqual(span);
    expect(writeSpan(null)).toBeNull();
  });

  test.each([null, '', 'x~y', '2026-01-02T00:00:00Z~2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'])(
    'of no window is none: %s',
    (text) => {
      expect(readSpan(text)).toBeNull();
    },
  );

  test.each([
    ['', { label: null, compared: null, isSideBySide: false }],
    ['group=version', { label: 'version', compared: null, isSideBySide: false }],
    ['group=version&vs=1~2&side=1', { label: 'version', compared: ['1', '2'], isSideBySide: true }],
    ['group=version&vs=1~1', { label: 'version', compared: null, isSideBySide: false }],
    ['vs=1~2&side=1', { label: null, compared: null, isSideBySide: false }],
  ])('of groups is read: %s', (text, grouping) => {
    expect(readGrouping(new URLSearchParams(text))).toEqual(grouping);
  });

  test('of ids leaves out what is none', () => {
    expect(readIds('3,x,-1,0,7,')).toEqual([3, 7]);
    expect(readIds(null)).toEqual([]);
  });

  test('of a zoom keeps the range to go back to', () => {
    const params = new URLSearchParams({ range: '30d', ...writeZoom(1000, 2000) });
    expect(readRange(params)).toEqual({ kind: 'custom', fromMs: 1000, toMs: 2000 });
    params.delete('from');
    params.delete('to');
    expect(readRange(params)).toMatchObject({ kind: 'preset', preset: { id: '30d' } });
  });
});

describe('the lines of a metric', () => {
  const series = Array.from({ length: 12 }, (_, index) => ({ id: index + 1 }));

  test('are the first eight until others are chosen', () => {
    expect(chosenLines(series, []).map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(chosenLines(series, [12, 3, 99]).map(({ id }) => id)).toEqual([3, 12]);
  });

  test('are put on and taken off one by one, eight at most, and those of other metrics stay', () => {
    expect(withLine(series, [], 8)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(withLine(series, [50], 9)).toEqual([50, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(withLine(series, [50, 3], 3)).toEqual([50]);
    expect(withLine(series, [1, 2, 3, 4, 5, 6, 7], 8)).toEqual([]);
    expect(withLine(series, [], 9)).toHaveLength(mostLines);
  });
});

describe('the value of the day before', () => {
  const hour = 3_600_000;
  const sparkline = (hours: number) => ({
    offsets_ms: Array.from({ length: hours }, (_, index) => index * hour),
    values: Array.from({ length: hours }, (_, index) => index),
  });

  test('is the newest that is a day old', () => {
    expect(valueADayBefore({ sparkline: sparkline(40) })).toBe(15);
  });

  test('is not among values that do not reach so far back', () => {
    expect(valueADayBefore({ sparkline: sparkline(20) })).toBeUndefined();
    expect(valueADayBefore({ sparkline: { offsets_ms: [], values: [] } })).toBeUndefined();
  });
});

test('a change is the difference of the values that are written beside it', () => {
  expect(writeChange({ before: 0.785, after: 0.3125, unit: '1' }, 4)).toEqual({
    before: '0.7850',
    after: '0.3125',
    change: '−0.4725',
    unit: '',
  });
  // 1.04 to 1.06 is 0.02, but nobody would subtract 1.0 from 1.1 and get it.
  expect(writeChange({ before: 1.04, after: 1.06, unit: 'ms' }, 1)).toMatchObject({
    change: '+0.1',
    unit: 'ms',
  });
});
