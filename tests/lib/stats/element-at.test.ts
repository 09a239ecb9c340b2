import { expect, test } from 'vitest';
import { elementAt } from '@/lib/stats/element-at';

test.each([
  ['a list', [4, 0, 6]],
  ['a typed array', Float64Array.of(4, 0, 6)],
])('%s gives its elements, and an index outside is an error', (_, values) => {
  expect([elementAt(values, 0), elementAt(values, 1), elementAt(values, 2)]).toEqual([4, 0, 6]);
  expect(() => elementAt(values, 3)).toThrow(new RangeError('no element 3 in a list of 3'));
  expect(() => elementAt(values, -1)).toThrow('no element -1');
  expect(() => elementAt(values, Number.NaN)).toThrow('no element NaN');
});
