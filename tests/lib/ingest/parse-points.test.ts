import { describe, expect, test } from 'vitest';
import { DriftwatchError } from '@/lib/errors';
import { parsePoints } from '@/lib/ingest/parse-points';

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
    ['labels.region', { labels: { region: 7 } }],
    ['labels', { labels: ['eu'] }],
    ['colour', { colour: 'red' }],
  ])('%s of %j', (field, fault) => {
    const error = refusal([good, { ...good, ...fault }]);
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.errors[0]).toMatchObject({ index: 1, field });
  });

  test.each(['yesterday', '2026-01-31T12:00:00', 1.5])('the time %j is told what a time looks like', (ts) => {
    expect(refusal({ ...good, ts }).message).toContain('must be an RFC 3339 time such as');
  });

  test('every bad point of a batch is named', () => {
    const error = refusal([{ ...good, value: 'a' }, good, { ...good, metric: '' }]);
    expect(error.errors.map(({ index, field }) => [index, field])).toEqual([
      [0, 'value'],
      [2, 'metric'],
    ]);
  });

  test('a point may have more faults than a call takes arguments', () => {
    const labels = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`l${index}`, 7]));
    expect(refusal({ ...good, labels }).errors.length).toBeGreaterThanOrEqual(200_000);
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

test('50,000 points pass and one more does not', () => {
  const points = Array.from({ length: 50_000 }, () => good);
  expect(parsePoints(points, now)).toHaveLength(50_000);
  expect(refusal([...points, good]).code).toBe('TOO_LARGE');
});
