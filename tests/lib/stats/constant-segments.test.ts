import { expect, test } from 'vitest';
import { constantSegments } from '@/lib/stats/constant-segments';
import { seededRandom } from '@/lib/stats/seeded-random';
import { normals } from '../../contract/seeded-numbers';

const still = (count: number, value = 0) => Array.from({ length: count }, () => value);

test('a sensor that sticks is still from the first repeated value to the last', () => {
  const values = [...normals(1, 50), ...still(20, 7), ...normals(2, 50)];
  expect(constantSegments(values)).toEqual([{ from: 50, to: 70 }]);
});

test('both ends may stand still', () => {
  const values = [...still(30), ...normals(3, 40), ...still(30, 5)];
  expect(constantSegments(values)).toEqual([
    { from: 0, to: 30 },
    { from: 70, to: 100 },
  ]);
});

test('constants, one odd value in a constant, empty series and noise have no still stretches', () => {
  expect(constantSegments([])).toEqual([]);
  expect(constantSegments(still(100))).toEqual([]);
  expect(constantSegments([...still(50), 9, ...still(50)])).toEqual([]);
  expect(constantSegments(normals(4, 200))).toEqual([]);
});

test('a series of rare 0/1 events repeats itself anyway, so it does not stand still', () => {
  const random = seededRandom('rare events');
  const values = Array.from({ length: 500 }, () => (random() < 0.05 ? 1 : 0));
  expect(constantSegments(values)).toEqual([]);
});
