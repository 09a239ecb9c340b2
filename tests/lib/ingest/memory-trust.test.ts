import { expect, test } from 'vitest';
import { MemoryTrust } from '@/lib/ingest/memory-trust';

/** How many flushes look first until memory is trusted again. */
function flushesUntilGiven(trust: MemoryTrust): number {
  let count = 0;
  for (; !trust.isGiven; count++) trust.held();
  return count;
}

test('memory is trusted until it was wrong, and longer not trusted each time that it was, up to 1,024 flushes', () => {
  const trust = new MemoryTrust();
  expect(trust.isGiven).toBe(true);
  const lengths = Array.from({ length: 8 }, () => {
    trust.failed();
    return flushesUntilGiven(trust);
  });
  expect(lengths).toEqual([32, 64, 128, 256, 512, 1024, 1024, 1024]);
});

test('a flush that finds something moved begins the count anew', () => {
  const trust = new MemoryTrust();
  trust.failed();
  for (let at = 0; at < 31; at++) trust.held();
  trust.moved();
  expect(flushesUntilGiven(trust)).toBe(32);
});

test('a long time of being right is remembered', () => {
  const trust = new MemoryTrust();
  for (let at = 0; at < 6; at++) trust.failed();
  flushesUntilGiven(trust);
  for (let at = 0; at < 2000; at++) trust.held();
  trust.failed();
  expect(flushesUntilGiven(trust)).toBe(32);
});
