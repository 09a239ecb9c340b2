import { describe, expect, test } from 'vitest';
import {
  addToMoments,
  createMoments,
  momentsMean,
  momentsStandardDeviation,
  type RunningMoments,
} from '@/lib/stats/running-moments';
import welford from '../../golden/welford.json';

function momentsOf(values: number[]): RunningMoments {
  const moments = createMoments();
  for (const value of values) addToMoments(moments, value);
  return moments;
}

/** Relative difference; absolute where the expected value is 0. */
function difference(actual: number, expected: number): number {
  return Math.abs(actual - expected) / (expected === 0 ? 1 : Math.abs(expected));
}

describe('against exact rational arithmetic (golden/welford.json, mean 1e-12, variance 1e-9 relative)', () => {
  for (const { name, values, prefixes } of welford.cases) {
    test(name, () => {
      expect(prefixes.length).toBeGreaterThan(0);
      for (const prefix of prefixes) {
        const moments = momentsOf(values.slice(0, prefix.n));
        expect(moments.count).toBe(prefix.n);
        expect(difference(momentsMean(moments), prefix.mean)).toBeLessThanOrEqual(
          welford.tolerance.mean_relative,
        );
        const variance = momentsStandardDeviation(moments) ** 2;
        expect(difference(variance, prefix.var1 ?? 0)).toBeLessThanOrEqual(welford.tolerance.var_relative);
      }
    });
  }
});

test('large values that cancel leave the small ones right', () => {
  expect(momentsMean(momentsOf([1e16, 3, -1e16, 1]))).toBe(1);
});

test('fewer than two values have no spread', () => {
  expect(momentsStandardDeviation(createMoments())).toBe(0);
  expect(momentsStandardDeviation(momentsOf([5]))).toBe(0);
  expect(momentsMean(createMoments())).toBe(0);
});

test('a constant has a spread of exactly 0, at any magnitude', () => {
  for (const value of [0.1, -3e-5, 1e15 + 0.3, 1e200, Number.MAX_VALUE]) {
    const moments = momentsOf(new Array<number>(50).fill(value));
    expect(momentsStandardDeviation(moments)).toBe(0);
    expect(momentsMean(moments)).toBe(value);
  }
});

test('huge values have their true mean and spread', () => {
  const moments = momentsOf([1e308, -1e308, 1e308, -1e308]);
  expect(Math.abs(momentsMean(moments))).toBeLessThan(1e295);
  expect(difference(momentsStandardDeviation(moments), 1e308 * Math.sqrt(4 / 3))).toBeLessThan(1e-12);
});

test('a huge value after ordinary ones outweighs them instead of breaking the state', () => {
  const moments = momentsOf([1, 2, 3, 1e300]);
  expect(difference(momentsMean(moments), 2.5e299)).toBeLessThan(1e-12);
  expect(difference(momentsStandardDeviation(moments), 5e299)).toBeLessThan(1e-12);
  expect(JSON.parse(JSON.stringify(moments))).toEqual(moments);
});
