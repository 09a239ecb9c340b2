import { expect, test } from 'vitest';
import { clampFinite } from '@/lib/stats/clamp-finite';

test('finite numbers pass unchanged', () => {
  for (const value of [0, 1.5, -2, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE]) {
    expect(clampFinite(value)).toBe(value);
  }
});

test('infinities become the largest doubles', () => {
  expect(clampFinite(Number.POSITIVE_INFINITY)).toBe(Number.MAX_VALUE);
  expect(clampFinite(Number.NEGATIVE_INFINITY)).toBe(-Number.MAX_VALUE);
});

test('negative zero comes back as the zero that JSON has', () => {
  expect(Object.is(clampFinite(-0), 0)).toBe(true);
});
