import { expect, test } from 'vitest';
import { segmentShapes } from '@/lib/stats/segment-shapes';
import { neighbourCount, shapeNeighbours } from '@/lib/stats/shape-neighbours';
import { normals } from '../../contract/seeded-numbers';

const sine = (index: number, period: number) => 3 * Math.sin((2 * Math.PI * index) / period);

test('a change of shape is found within half a period, and only that', () => {
  const values = normals(1, 1000).map(
    (noise, index) => 0.3 * noise + (index < 600 ? sine(index, 24) : sine(index, 12) + sine(index, 8)),
  );
  const changes = segmentShapes(values, 24);
  expect(changes).toHaveLength(1);
  expect(Math.abs((changes[0] as number) - 600)).toBeLessThanOrEqual(12);
});

test('level and size of a shape do not count', () => {
  const values = normals(2, 1000).map(
    (noise, index) => 0.2 * noise + (index < 500 ? sine(index, 24) : 20 + 3 * sine(index, 24)),
  );
  expect(segmentShapes(values, 24)).toEqual([]);
});

test('noise has no changes of shape', () => {
  for (const seed of [3, 4, 5]) expect(segmentShapes(normals(seed, 600), 20)).toEqual([]);
});

test('the nearest windows are those of the same shape, and never overlap', () => {
  const up = [0, 1, 2, 3];
  const down = [9, 6, 3, 0];
  const { count, nearest } = shapeNeighbours([...up, ...down, ...up, ...down, ...up], 0, 20, 4, 4);
  expect(count).toBe(5);
  const ofFirst = Array.from(nearest.slice(0, neighbourCount));
  expect(ofFirst.slice(0, 2).sort()).toEqual([2, 4]);
  expect(ofFirst).not.toContain(0);
});
