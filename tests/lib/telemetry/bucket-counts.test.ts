import { expect, test } from 'vitest';
import { BucketCounts } from '@/lib/telemetry/bucket-counts';

test('a value is counted under the first bound that it does not exceed, or above all bounds', () => {
  const buckets = new BucketCounts([1, 10, 100]);
  for (const value of [0, 1, 1.5, 10, 99, 101, 1e9]) buckets.observe(value);
  expect(buckets.counts).toEqual([2, 2, 1, 2]);
  expect(buckets.sum).toBe(0 + 1 + 1.5 + 10 + 99 + 101 + 1e9);
});
