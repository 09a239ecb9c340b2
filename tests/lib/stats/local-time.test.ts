import { expect, test } from 'vitest';
import { localOffsetMs, localTimeMs } from '@/lib/stats/local-time';
import { seededRandom } from '@/lib/stats/seeded-random';

const minuteMs = 60_000;
const at = Date.parse;
const minutes = (timeZone: string, time: string) => localOffsetMs(timeZone, at(time)) / minuteMs;

// The instants are those of the IANA time zone database (tzdata: europe, northamerica, asia, australasia,
// southamerica).
const changes = [
  { timeZone: 'Europe/Berlin', time: '2026-03-29T01:00:00Z', before: 60, after: 120 },
  { timeZone: 'Europe/Berlin', time: '2026-10-25T01:00:00Z', before: 120, after: 60 },
  { timeZone: 'America/New_York', time: '2026-03-08T07:00:00Z', before: -300, after: -240 },
  { timeZone: 'America/New_York', time: '2026-11-01T06:00:00Z', before: -240, after: -300 },
  { timeZone: 'Australia/Sydney', time: '2026-04-04T16:00:00Z', before: 660, after: 600 },
  { timeZone: 'Australia/Sydney', time: '2026-10-03T16:00:00Z', before: 600, after: 660 },
  { timeZone: 'Australia/Lord_Howe', time: '2026-04-04T15:00:00Z', before: 660, after: 630 },
  { timeZone: 'Australia/Lord_Howe', time: '2026-10-03T15:30:00Z', before: 630, after: 660 },
  { timeZone: 'America/Santiago', time: '2025-04-06T03:00:00Z', before: -180, after: -240 },
  { timeZone: 'Pacific/Apia', time: '2011-12-30T10:00:00Z', before: -600, after: 840 },
];

test.each(changes)('clocks of $timeZone change exactly at $time', ({ timeZone, time, before, after }) => {
  const change = at(time);
  expect(localOffsetMs(timeZone, change - 1) / minuteMs).toBe(before);
  expect(localOffsetMs(timeZone, change) / minuteMs).toBe(after);
  expect(localOffsetMs(timeZone, change - 8 * 86_400_000) / minuteMs).toBe(before);
  expect(localOffsetMs(timeZone, change + 8 * 86_400_000) / minuteMs).toBe(after);
});

test('zones without summer time, on half hours and in the past, have their offsets', () => {
  expect(minutes('Asia/Kolkata', '2026-01-01T00:00:00Z')).toBe(330);
  expect(minutes('Asia/Kolkata', '2026-07-01T00:00:00Z')).toBe(330);
  expect(minutes('Asia/Kathmandu', '2026-07-01T00:00:00Z')).toBe(345);
  expect(minutes('UTC', '2026-07-01T00:00:00Z')).toBe(0);
  expect(minutes('Europe/London', '2026-01-01T00:00:00Z')).toBe(0);
  expect(minutes('Europe/London', '1970-01-01T00:00:00Z')).toBe(60);
});

test('in every zone of the runtime, instants drawn at random give the local clock that Intl shows', () => {
  const random = seededRandom('clocks');
  for (const timeZone of Intl.supportedValuesOf('timeZone')) {
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    for (let draw = 0; draw < 12; draw += 1) {
      const tsMs = Math.floor(random() * 2.2e9) * 1000;
      const parts = Object.fromEntries(
        clock.formatToParts(tsMs).map(({ type, value }) => [type, Number(value)]),
      ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
      const { year, month, day, hour, minute, second } = parts;
      const shown = Date.UTC(year, month - 1, day, hour, minute, second);
      expect(localTimeMs(timeZone, tsMs), `${timeZone} ${tsMs}`).toBe(shown);
    }
  }
});

test('the order of the questions makes no difference', () => {
  const times = changes.map(({ time }) => at(time));
  const inOrder = times.map((tsMs) => localOffsetMs('Europe/Berlin', tsMs));
  const backwards = times.toReversed().map((tsMs) => localOffsetMs('Europe/Berlin', tsMs));
  const others = times.map((tsMs) => [
    localOffsetMs('Asia/Tokyo', tsMs),
    localOffsetMs('Europe/Berlin', tsMs),
  ]);
  expect(backwards.toReversed()).toEqual(inOrder);
  expect(others).toEqual(inOrder.map((offset) => [540 * minuteMs, offset]));
});

test('without a time zone local time is UTC, and times beyond every calendar still have an offset', () => {
  expect(localTimeMs(null, 1_234)).toBe(1_234);
  expect(localTimeMs(undefined, -1)).toBe(-1);
  expect(localTimeMs('Europe/Berlin', 0)).toBe(60 * minuteMs);
  expect(localOffsetMs('Europe/Berlin', 1e300)).toBe(localOffsetMs('Europe/Berlin', 8.64e15));
  expect(localOffsetMs('Europe/Berlin', -1e300)).toBe(localOffsetMs('Europe/Berlin', -8.64e15));
});

test.each(['', 'Berlin', 'Mars/Olympus', '+02:00', 'GMT+2', ' UTC'])('%j is the name of no zone', (name) => {
  expect(() => localOffsetMs(name, 0)).toThrow(RangeError);
});
