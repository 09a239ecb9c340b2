import { expect, test } from 'vitest';
import { parseParams } from '@/lib/detectors/parse-params';
import { methods } from '@/lib/detectors/registry';
import { DriftwatchError } from '@/lib/errors';

function refusalOf(method: string, params: unknown): DriftwatchError {
  try {
    parseParams(method, params);
  } catch (error) {
    if (error instanceof DriftwatchError) return error;
  }
  throw new Error('the params were not refused with a DriftwatchError');
}

test('params left out take their defaults', () => {
  expect(parseParams('mean_delta', { window: 5 })).toEqual({ threshold: 0.05, window: 5 });
  expect(parseParams('mean_delta')).toEqual({ threshold: 0.05, window: 3 });
});

test('a value out of range is refused with its field, its whole range and what was given', () => {
  const refusal = refusalOf('mean_delta', { window: 1 });
  expect(refusal.code).toBe('INVALID_INPUT');
  expect(refusal.errors).toEqual([
    { field: 'params.window', message: 'must be a whole number between 2 and 10000, got 1' },
  ]);
  expect(refusal.message).toBe(
    'params of mean_delta: params.window must be a whole number between 2 and 10000, got 1',
  );
});

const badParams = [
  {
    method: 'mean_delta',
    params: { threshold: 0 },
    message: 'must be above 0 and at most 1000000000000000, got 0',
  },
  {
    method: 'mean_delta',
    params: { threshold: '1' },
    message: 'must be above 0 and at most 1000000000000000, got "1"',
  },
  {
    method: 'mean_delta',
    params: { window: 2.5 },
    message: 'must be a whole number between 2 and 10000, got 2.5',
  },
  {
    method: 'mean_delta',
    params: { window: Number.NaN },
    message: 'must be a whole number between 2 and 10000, got NaN',
  },
  { method: 'cusum', params: { direction: 'down' }, message: 'must be one of "worse", "both", got "down"' },
  { method: 'cusum', params: { slack: 4 }, message: 'must be above slack, got outlier_limit 4 and slack 4' },
  {
    method: 'cusum',
    params: { slak: 1 },
    message:
      'unknown param, known are reference_size, threshold, slack, warning_ratio, outlier_limit, direction, season, scale',
  },
  {
    method: 'static_threshold',
    params: { upper: 'x' },
    message: 'must be between -1000000000000000 and 1000000000000000 or null, got "x"',
  },
  { method: 'cusum', params: [], message: 'must be an object, got []' },
  { method: 'cusum', params: null, message: 'must be an object, got null' },
];

test.each(badParams)('$method refuses $params', ({ method, params, message }) => {
  expect(refusalOf(method, params).errors).toEqual([{ field: expect.stringMatching(/^params/), message }]);
});

test('every fault is named at once', () => {
  const fields = refusalOf('cusum', { slack: -1, threshold: 0, speed: 2 }).errors.map(({ field }) => field);
  expect(fields.sort()).toEqual(['params.slack', 'params.speed', 'params.threshold']);
});

test('of many faults the message tells ten, the list has 100 and the others are counted', () => {
  const params = Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`p${index}`, 1]));
  const { message, errors, moreErrors } = refusalOf('cusum', params);
  expect([errors.length, moreErrors]).toEqual([100, 800]);
  expect(message).toMatch(/; params\.p9 unknown param, [^;]*; and 890 more$/);
});

test('an unknown method is refused with the list of methods', () => {
  const { message, errors } = refusalOf('cusm', {});
  expect(errors[0]?.field).toBe('method');
  expect(message).toMatch(/^detection method must be one of .*, got "cusm"$/);
  for (const { method } of methods) expect(message).toContain(method);
});
