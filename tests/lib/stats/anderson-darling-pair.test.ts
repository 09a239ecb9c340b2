import fc from 'fast-check';
import { expect, test } from 'vitest';
import { andersonDarlingPair, andersonDarlingSum } from '@/lib/stats/anderson-darling';
import { inOrder } from '@/lib/stats/ordered-values';

const tied = fc.integer({ min: -3, max: 3 });
const sample = fc.array(fc.oneof(tied, fc.double({ min: -3, max: 3, noNaN: true })), {
  minLength: 1,
  maxLength: 40,
});

test('the form for two samples is the general one to the last digit, ties or not', () => {
  fc.assert(
    fc.property(sample, sample, (left, right) => {
      const samples = [inOrder(left), inOrder(right)] as const;
      expect(andersonDarlingPair(...samples)).toBe(andersonDarlingSum(samples));
    }),
    { seed: 31, numRuns: 2000 },
  );
});

test('neither has a statistic for fewer than four values, or for values that are all equal', () => {
  expect(andersonDarlingPair([1], [2, 3])).toBeNull();
  expect(andersonDarlingPair([1, 1, 1], [1, 1])).toBeNull();
});
