import { expect, test } from 'vitest';
import { classifyPoints } from '@/lib/policy/classify-points';

const storedAt =
  (...points: [tsMs: number, value: number][]) =>
  (tsMs: number) =>
    new Map(points).get(tsMs);
const nothingStored = storedAt();
const point = (index: number, tsMs: number, value: number) => ({ index, tsMs, value });

test('new points are accepted, oldest first, whatever order they arrived in', () => {
  const { accepted } = classifyPoints(
    [point(0, 30, 3), point(1, 10, 1), point(2, 20, 2)],
    nothingStored,
    null,
  );
  expect(accepted.map(({ tsMs, late }) => [tsMs, late])).toEqual([
    [10, false],
    [20, false],
    [30, false],
  ]);
});

test('the same value for a known time is a duplicate, another value a conflict that keeps the first', () => {
  const stored = storedAt([10, 1], [20, 2]);
  const result = classifyPoints([point(0, 10, 1), point(1, 20, 2.5), point(2, 30, 3)], stored, 20);
  expect(result.duplicates.map(({ index }) => index)).toEqual([0]);
  expect(result.conflicts).toEqual([{ index: 1, tsMs: 20, value: 2.5, kept: 2 }]);
  expect(result.accepted.map(({ index }) => index)).toEqual([2]);
});

test('within a request the first point of a time wins', () => {
  const result = classifyPoints([point(0, 10, 1), point(1, 10, 1), point(2, 10, 9)], nothingStored, null);
  expect(result.accepted.map(({ index }) => index)).toEqual([0]);
  expect(result.duplicates.map(({ index }) => index)).toEqual([1]);
  expect(result.conflicts).toEqual([{ index: 2, tsMs: 10, value: 9, kept: 1 }]);
});

test('a point older than the newest evaluated one is late, a newer one is not', () => {
  const { accepted } = classifyPoints([point(0, 99, 1), point(1, 101, 1)], nothingStored, 100);
  expect(accepted.map(({ late }) => late)).toEqual([true, false]);
});

test('zero and minus zero are the same value', () => {
  expect(classifyPoints([point(0, 10, -0)], storedAt([10, 0]), 10).duplicates).toHaveLength(1);
});

test('under replace another value replaces a stored one, the last of the request', () => {
  const points = [point(0, 10, 5), point(1, 10, 6), point(2, 20, 2), point(3, 30, 3)];
  const result = classifyPoints(points, storedAt([10, 1], [20, 2]), 20, 'replace');
  expect(result.replaced.map(({ index, value }) => [index, value])).toEqual([[1, 6]]);
  expect(result.conflicts).toEqual([]);
  expect(result.accepted.map(({ index }) => index)).toEqual([3]);
  expect(result.duplicates).toHaveLength(2);
});

test('under replace a new time that occurs twice is one point with the last value', () => {
  const result = classifyPoints([point(0, 30, 1), point(1, 30, 2)], nothingStored, 20, 'replace');
  expect(result.accepted.map(({ tsMs, value }) => [tsMs, value])).toEqual([[30, 2]]);
  expect(result.replaced).toEqual([]);
  expect(result.duplicates).toHaveLength(1);
});
