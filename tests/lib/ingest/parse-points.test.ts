import { describe, expect, test } from 'vitest';
import { readEnv } from '@/lib/env';
import { DriftwatchError } from '@/lib/errors';
import { parsePoints } from '@/lib/ingest/parse-points';
import { pointLimits } from '@/lib/ingest/read-point';

const now = new Date('2026-06-01T12:00:00Z');
const good = { model_id: 'fraud', metric: 'accuracy', value: 0.9 };

function refusal(body: unknown): DriftwatchError {
  try {
    parsePoints(body, now);
  } catch (error) {
    if (error instanceof DriftwatchError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('the three shapes', () => {
  test.each([
    ['one point', good],
    ['an array', [good]],
    ['an object with points', { points: [good] }],
  ])('%s', (_, body) => {
    expect(parsePoints(body, now)).toEqual([good]);
  });
});

test('times are read as RFC 3339 with any offset, or as epoch milliseconds', () => {
  const times = ['2026-01-31T12:00:00Z', '2026-01-31T14:00:00.000+02:00', Date.parse('2026-01-31T12:00:00Z')];
  const parsed = parsePoints(
    times.map((ts) => ({ ...good, ts })),
    now,
  );
  expect(new Set(parsed.map((point) => point.ts))).toEqual(new Set([Date.parse('2026-01-31T12:00:00Z')]));
});

describe('what is refused, by index and field', () => {
  test.each([
    ['value', { value: '0.9' }],
    ['value', { value: null }],
    ['value', { value: Number.NaN }],
    ['value', { value: Number.POSITIVE_INFINITY }],
    ['value', { value: true }],
    ['model_id', { model_id: '' }],
    ['model_id', { model_id: '   ' }],
    ['model_id', { model_id: '..' }],
    ['model_id', { model_id: 'x'.repeat(201) }],
    ['model_id', { model_id: 'nul\u0000byte' }],
    ['model_id', { model_id: '\ud800' }],
    ['model_id', { model_id: 7 }],
    ['metric', { metric: '' }],
    ['metric', { metric: undefined }],
    ['ts', { ts: 'yesterday' }],
    ['ts', { ts: '2026-02-30T00:00:00Z' }],
    ['ts', { ts: '2026-01-31T12:00:00' }],
    ['ts', { ts: '2026-06-03T12:00:00Z' }],
    ['ts', { ts: -1 }],
    ['ts', { ts: 1.5 }],
    ['ts', { ts: null }],
    ['labels.region', { labels: { region: 7 } }],
    ['labels', { labels: ['eu'] }],
    ['labels.__proto__', { labels: JSON.parse('{"region": "eu", "__proto__": "x"}') }],
    ['ts', { ts: 1_000_000_000 }],
    ['ts', { ts: 9_999_999_999 }],
    ['colour', { colour: 'red' }],
  ])('%s of %j', (field, fault) => {
    const error = refusal([good, { ...good, ...fault }]);
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.errors[0]).toMatchObject({ index: 1, field });
  });

  test.each(['yesterday', '2026-02-30T00:00:00Z', null])(
    'the time %j is told what a time looks like',
    (ts) => {
      expect(refusal({ ...good, ts }).message).toContain('must be an RFC 3339 time such as');
    },
  );

  test.each([
    ['model_id is missing: must be text of 1 to 200 characters', { model_id: undefined }],
    ['model_id must be text of 1 to 200 characters, got 7', { model_id: 7 }],
    ['value is missing: must be a finite number', { value: undefined }],
    ['value must be a finite number, got the text "0.9"', { value: '0.9' }],
    ['value must be a finite number, got null', { value: null }],
    ['value must be a finite number, got an array', { value: [1] }],
    ['labels must be an object, got the text "eu"', { labels: 'eu' }],
    ['labels.region must be text, got an object', { labels: { region: {} } }],
    ['labels. has a name that must not be empty', { labels: { '': 'x' } }],
    ['labels.__proto__ is a reserved name; choose another', { labels: JSON.parse('{"__proto__": "x"}') }],
    ['colour is not a known field', { colour: 'red' }],
    ['ts 1767225600 looks like seconds; send milliseconds: 1767225600000', { ts: 1_767_225_600 }],
    ['ts must have an offset such as Z or +01:00, got "2026-01-31T12:00:00"', { ts: '2026-01-31T12:00:00' }],
  ])('in plain words: %s', (words, fault) => {
    expect(refusal({ ...good, ...fault }).message).toBe(`nothing was stored: ${words}`);
  });

  test('a point that is no object is told so', () => {
    expect(refusal([good, 7]).message).toBe('nothing was stored: [1] must be an object, got 7');
  });

  test('every bad point of a batch is named', () => {
    const error = refusal([{ ...good, value: 'a' }, good, { ...good, metric: '' }]);
    expect(error.errors.map(({ index, field }) => [index, field])).toEqual([
      [0, 'value'],
      [2, 'metric'],
    ]);
  });

  test('the first 100 faults are named and the others counted', () => {
    const labels = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`l${index}`, 7]));
    const { errors, moreErrors } = refusal({ ...good, labels });
    expect([errors.length, moreErrors]).toEqual([100, 19_900]);
  });

  test('checking stops after 1,000 faults', () => {
    let looked = 0;
    const points = Array.from({ length: 50_000 }, () => ({
      get model_id() {
        looked += 1;
        return 7;
      },
    }));
    const { errors, moreErrors, message } = refusal(points);
    expect([errors.length, moreErrors]).toEqual([100, 902]);
    expect(message).toMatch(
      /^nothing was stored \(checking stopped after 1002 faults\): \[0\] model_id .* \(and 1001 more\)$/,
    );
    expect(looked).toBeLessThan(1100);
  });

  test('a single point has no index', () => {
    expect(refusal({ ...good, value: 'a' }).errors).toEqual([
      { field: 'value', message: expect.any(String) },
    ]);
  });
});

test.each([
  [null],
  [7],
  ['text'],
  [[]],
  [{ points: [] }],
  [{ points: good }],
  [{ points: [good], extra: 1 }],
  [{}],
])('the body %j is refused', (body) => {
  expect(refusal(body).code).toBe('INVALID_INPUT');
});

test.each([
  [1_735_689_600_000.9, 1_735_689_600_000],
  ['2025-01-01T00:00:00.123999999Z', 1_735_689_600_123],
])('what is finer than a millisecond is cut off: %j', (ts, ms) => {
  expect(parsePoints([{ ...good, ts }], now)).toEqual([{ ...good, ts: ms }]);
});

test('names that objects have anyway are names like any other', () => {
  const point = {
    model_id: '__proto__',
    metric: 'constructor',
    value: 1,
    labels: { toString: 'a', constructor: 'b' },
  };
  expect(parsePoints(point, now)).toEqual([point]);
});

describe('how far ahead of the clock a point may lie', () => {
  const at = (seconds: number) => ({ ...good, ts: now.getTime() + seconds * 1000 });

  test('is five minutes, unless it is set', () => {
    expect(parsePoints(at(300), now)).toHaveLength(1);
    expect(refusal(at(301)).message).toContain(
      'ts must be at most 300 s (MAX_FUTURE_SECONDS) ahead of the server',
    );
    expect(readEnv({}).MAX_FUTURE_SECONDS).toBe(300);
    expect(readEnv({ MAX_FUTURE_SECONDS: '0' }).MAX_FUTURE_SECONDS).toBe(0);
    expect(() => readEnv({ MAX_FUTURE_SECONDS: '-1' })).toThrow('MAX_FUTURE_SECONDS');
  });

  test('is what it is set to, which the refusal says', () => {
    expect(parsePoints(at(60), now, pointLimits(now, { maxFutureSeconds: 60 }))).toHaveLength(1);
    expect(() => parsePoints(at(61), now, pointLimits(now, { maxFutureSeconds: 60 }))).toThrow(
      'must be at most 60 s (MAX_FUTURE_SECONDS) ahead of the server',
    );
  });
});

describe('how many labels a point may carry', () => {
  const labelled = (count: number, value = 'v') => ({
    ...good,
    labels: Object.fromEntries(Array.from({ length: count }, (_, index) => [`l${index}`, value])),
  });
  const limits = pointLimits(now, { maxLabels: 2 });
  // The second value is not of the common kind, so the schema judges its point.
  test.each([['v'], ['größer']])('is what it is set to, which the refusal says (%s)', (value) => {
    expect(parsePoints(labelled(2, value), now, limits)).toHaveLength(1);
    expect(() => parsePoints([good, labelled(3, value)], now, limits)).toThrow(
      '[1] labels must have at most 2 labels (MAX_LABELS), got 3',
    );
  });

  test('may be none at all', () => {
    const none = pointLimits(now, { maxLabels: readEnv({ MAX_LABELS: '0' }).MAX_LABELS });
    expect(parsePoints([good, { ...good, labels: {} }], now, none)).toHaveLength(2);
    expect(() => parsePoints(labelled(1), now, none)).toThrow('at most 0 labels');
  });

  test('is 32, unless it is set', () => {
    expect(parsePoints(labelled(32), now)).toHaveLength(1);
    expect(refusal(labelled(33)).message).toContain('labels must have at most 32 labels');
  });
});

test('50,000 points pass and one more does not', () => {
  const points = Array.from({ length: 50_000 }, () => good);
  expect(parsePoints(points, now)).toHaveLength(50_000);
  expect(refusal([...points, good]).code).toBe('TOO_LARGE');
});
