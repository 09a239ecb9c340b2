import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainInstant } from '@/lib/ingest/plain-instant';
import { plainPoint } from '@/lib/ingest/plain-point';
import { pointLimits, readPoint } from '@/lib/ingest/read-point';
import { pointInstantSchema } from '@/lib/schemas/common';
import { endOfEpochMs, firstEpochMs } from '@/lib/schemas/instant';
import { pointInputSchema } from '@/lib/schemas/metrics';

const oddTexts = [
  '',
  ' ',
  '.',
  '..',
  ' a',
  '\u0000',
  'a\nb',
  'ä',
  '\ud800',
  '😀',
  'x'.repeat(200),
  'x'.repeat(201),
];
const text = fc.oneof(
  fc.constantFrom('fraud-detector', 'accuracy', 'a', '1', 'log_loss', 'model 7', ...oddTexts),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const twoDigits = (max: number) =>
  fc.integer({ min: 0, max }).map((number) => String(number).padStart(2, '0'));
/** Near every edge of the calendar, most of them times, some not. */
const timeText = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('1969', '1970', '1999', '2000', '2024', '2026', '2100', '9999', '0001'),
      fc.string(),
    ),
    twoDigits(14),
    twoDigits(33),
    fc.constantFrom('T', 'T', 'T', 't', ' '),
    twoDigits(25),
    twoDigits(61),
    twoDigits(61),
    fc.constantFrom('', '.5', '.123', '.000', '.999', '.1234567', '.12a', ',123'),
    fc.constantFrom('Z', 'Z', 'Z', 'Z', 'z', '+00:00', '-23:59', '+0100', ''),
  )
  .map(([y, mo, d, t, h, mi, s, f, z]) => `${y}-${mo}-${d}${t}${h}:${mi}:${s}${f}${z}`);
const odd = fc.constantFrom(null, undefined, true, Number.NaN, Number.POSITIVE_INFINITY, -0, [], {}, '7');
const instant = fc.oneof(
  fc.integer(),
  fc.maxSafeNat(),
  fc.integer({ min: firstEpochMs - 2, max: firstEpochMs + 2 }),
  fc.integer({ min: endOfEpochMs - 2, max: endOfEpochMs + 2 }),
  fc.double({ min: firstEpochMs, max: endOfEpochMs, noNaN: true }),
  fc.constantFrom(8.64e15, 8.64e15 + 1, 0, -1, 1.5, 2 ** 53),
  timeText,
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  odd,
);
const labels = fc.oneof(
  fc.dictionary(
    fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString', '12')),
    fc.oneof(text, odd),
    {
      maxKeys: 5,
      noNullPrototype: true,
    },
  ),
  fc
    .integer({ min: 14, max: 34 })
    .map((count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${index}`, 'v']))),
  fc.constantFrom(['a'], null, 'x', 7, { a: 'v'.repeat(500) }, { a: 'v'.repeat(501) }),
);
/** Mostly what clients send, so that there is something to recognise. */
const usual = fc.record(
  {
    model_id: fc.oneof({ weight: 8, arbitrary: fc.stringMatching(/^[a-zA-Z0-9][ -~]{0,39}$/) }, text),
    metric: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('accuracy', 'log_loss', '99th') }, text),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    ts: fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
          .map((d) => d.toISOString()),
      },
      instant,
    ),
    labels: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.dictionary(fc.stringMatching(/^[a-z0-9]{1,9}$/), fc.stringMatching(/^[ -~]{0,9}$/), {
          noNullPrototype: true,
        }),
      },
      labels,
    ),
  },
  { requiredKeys: ['model_id', 'metric', 'value'] },
);
const strange = fc.record(
  {
    model_id: fc.oneof({ weight: 4, arbitrary: text }, odd),
    metric: fc.oneof({ weight: 4, arbitrary: text }, odd),
    value: fc.oneof({ weight: 4, arbitrary: fc.double() }, odd),
    ts: instant,
    labels,
    extra: fc.constant(1),
  },
  { requiredKeys: [] },
);
const candidate = fc.oneof(
  { weight: 8, arbitrary: usual },
  { weight: 4, arbitrary: strange },
  { weight: 1, arbitrary: fc.anything() },
);

describe('the common kind of point is recognised by hand', () => {
  test('whatever is recognised, the schema accepts with the same result', () => {
    let recognised = 0;
    fc.assert(
      fc.property(candidate, (given) => {
        const plain = plainPoint(given);
        if (plain === null) return;
        recognised += 1;
        const parsed = pointInputSchema.safeParse(given);
        expect(parsed.success).toBe(true);
        expect(plain).toEqual(parsed.data);
      }),
      { seed: 4, numRuns: 6000 },
    );
    expect(recognised).toBeGreaterThan(1000);
  });

  test('points come out as the schema has it, recognised or not', () => {
    const limit = pointLimits(new Date(8.64e15));
    fc.assert(
      fc.property(candidate, (given) => {
        const parsed = pointInputSchema.safeParse(given, { reportInput: true });
        const read = readPoint(given, limit);
        if (parsed.success) expect(read).toEqual(parsed.data);
        else expect(read).toEqual(parsed.error.issues);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  test.each([
    [{ model_id: 'fraud', metric: 'accuracy', value: 0.9 }],
    [{ model_id: 'fraud', metric: 'accuracy', value: -1e300, ts: 1_750_000_000_000 }],
    [
      {
        model_id: 'a.b/c d',
        metric: '99th',
        value: 0,
        ts: '2024-02-29T23:59:59.999Z',
        labels: { region: 'eu' },
      },
    ],
  ])('%j is of the common kind', (given) => {
    expect(plainPoint(given)).not.toBeNull();
  });
});

describe('times as programs write them', () => {
  test('are what the schema makes of them, or left to it', () => {
    let recognised = 0;
    fc.assert(
      fc.property(timeText, (given) => {
        const ms = plainInstant(given);
        if (ms < 0) return;
        recognised += 1;
        expect(pointInstantSchema.parse(given)).toBe(ms);
      }),
      { seed: 6, numRuns: 10_000 },
    );
    expect(recognised).toBeGreaterThan(100);
  });

  test('every day from 1970 on is the calendar’s', () => {
    const days = Array.from({ length: 150_000 }, (_, day) => day * 86_400_000);
    expect(days.filter((ms) => plainInstant(new Date(ms).toISOString()) !== ms)).toEqual([]);
  });
});
