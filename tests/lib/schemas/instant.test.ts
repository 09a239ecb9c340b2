import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantSchema, pointInstantSchema } from '@/lib/schemas/common';
import { endOfEpochMs, firstEpochMs, pointInstant, readInstantText } from '@/lib/schemas/instant';

const noon = Date.UTC(2024, 1, 29, 12, 30, 5);

describe('texts', () => {
  test.each([
    ['2024-02-29T12:30:05Z', noon],
    ['2024-02-29t12:30:05z', noon],
    ['2024-02-29 12:30:05Z', noon],
    ['2024-02-29T14:30:05+02:00', noon],
    ['2024-02-29T14:30:05+0200', noon],
    ['2024-02-29T14:30:05+02', noon],
    ['2024-02-29T07:00:05-05:30', noon],
    ['2024-02-29 12:30:05 UTC', noon],
    ['2024-02-29T12:30:05.123456789Z', noon + 123],
    ['2024-02-29T12:30:05.9999Z', noon + 999],
    ['2024-02-29 12:30:05,5 +00:00', noon + 500],
    ['2024-02-29T12:30Z', noon - 5000],
    ['2021.01.01 3:00:00 +0100', Date.UTC(2021, 0, 1, 2)],
    ['2021/1/5 03:00Z', Date.UTC(2021, 0, 5, 3)],
    ['29.02.2024 13:30:05 +01:00', noon],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['1990-12-31T15:59:60.25-08:00', Date.UTC(1991, 0, 1) + 250],
  ])('%s is the instant %i', (text, ms) => {
    expect(readInstantText(text)).toEqual({ ms, hasOffset: true });
    expect(pointInstantSchema.parse(text)).toBe(ms);
    expect(instantSchema.parse(text)).toBe(ms);
  });

  test.each([
    ['2024-02-29 12:30:05', noon],
    ['2024-02-29T12:30', noon - 5000],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2024/2/29', Date.UTC(2024, 1, 29)],
    ['29.2.2024', Date.UTC(2024, 1, 29)],
  ])('%s without an offset would be UTC, and is refused as the time of a point', (text, ms) => {
    expect(readInstantText(text)).toEqual({ ms, hasOffset: false });
    expect(pointInstant(text)).toEqual({ fault: expect.stringContaining('must have an offset') });
  });

  test.each([
    '',
    'yesterday',
    '2023-02-29Z',
    '2023-02-29',
    '2024-02-30T00:00:00Z',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '0050-01-01',
    '2024-01/01',
    '2024-01-01T24:00:00Z',
    '2024-01-01T12:60:00Z',
    '2024-01-01T12:00:61Z',
    '2024-01-01T12:00:60Z',
    '2024-01-01T23:59:60+01:00',
    '2024-01-01T12:00:00+24:00',
    '2024-01-01T12:00:00+01:60',
    '2024-01-01T12:00:00.Z',
    '01/02/2024',
    '2024-01-01T12:00:00Z\n',
    ` 2024-01-01T12:00:00Z`,
    `2024-01-01T12:00:00.${'1'.repeat(100)}Z`,
  ])('%j is not a time', (text) => {
    expect(readInstantText(text)).toBeNull();
  });

  test('before 1970 are refused', () => {
    expect(pointInstant('1969-12-31T23:59:59Z')).toEqual({ fault: 'must be a time from 1970 on' });
    expect(pointInstantSchema.parse('1970-01-01T00:00:00Z')).toBe(0);
  });

  test('include the ISO format of every program', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (date) => {
          expect(readInstantText(date.toISOString())?.ms).toBe(date.getTime());
        },
      ),
      { seed: 11, numRuns: 2000 },
    );
  });
});

describe('numbers as the time of a point', () => {
  const message = (given: number) => pointInstantSchema.safeParse(given).error?.issues[0]?.message;

  test('are epoch milliseconds of 1990 to 2099', () => {
    for (const ms of [firstEpochMs, 1_735_689_600_000, endOfEpochMs - 1]) {
      expect(pointInstantSchema.parse(ms)).toBe(ms);
    }
    for (const ms of [firstEpochMs - 1, endOfEpochMs, 0, 1, -1, 8.64e15, Number.MAX_VALUE]) {
      expect(message(ms)).toMatch(/^-?[\d.e+]+ /);
    }
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY]) expect(message(none)).toContain('RFC 3339');
  });

  test('lose fractions of a millisecond', () => {
    expect(pointInstantSchema.parse(1_735_689_600_000.999)).toBe(1_735_689_600_000);
  });

  test.each([
    [1_735_689_600, '1735689600 looks like seconds; send milliseconds: 1735689600000'],
    [1_735_689_600.25, '1735689600.25 looks like seconds; send milliseconds: 1735689600250'],
    [1_735_689_600_123_456, '1735689600123456 looks like microseconds; send milliseconds: 1735689600123'],
    [
      1_735_689_600_000_000_000,
      '1735689600000000000 looks like nanoseconds; send milliseconds: 1735689600000',
    ],
    [20250101, '20250101 looks like a date; send it as RFC 3339: 2025-01-01T00:00:00Z'],
    [202501011230, '202501011230 looks like a date; send it as RFC 3339: 2025-01-01T12:30:00Z'],
    [20250101123045, '20250101123045 looks like a date; send it as RFC 3339: 2025-01-01T12:30:45Z'],
    [45658, '45658 looks like a spreadsheet’s day number; send it as RFC 3339: 2025-01-01T00:00:00Z'],
    [45658.75, '45658.75 looks like a spreadsheet’s day number; send it as RFC 3339: 2025-01-01T18:00:00Z'],
    [20251301, 'is not a plausible time'],
    [2025, 'is not a plausible time'],
    [1, '1 is not a plausible time: a number must be epoch milliseconds in the years 1990 to 2099'],
  ])('%d gets the explanation: %s', (given, words) => {
    expect(message(given)).toContain(words.replace('’', "'"));
  });
});

test('a time in a query may be any from 1970 on, but not in seconds', () => {
  for (const ms of [0, 5, 999_999_999, 1e10, 8.64e15]) expect(instantSchema.parse(ms)).toBe(ms);
  for (const bad of [-1, 1_735_689_600, 8.64e15 + 1, 'yesterday'])
    expect(instantSchema.safeParse(bad).success).toBe(false);
});
