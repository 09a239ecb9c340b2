import { expect, test } from 'vitest';
import { changedFields } from '@/lib/policy/changed-fields';

test.each([
  ['a field that is the same', { a: 1 }, { a: 1 }, {}, {}],
  ['another value', { a: 1, b: 'x' }, { a: 2, b: 'x' }, { a: 1 }, { a: 2 }],
  ['a field that was missing', {}, { a: 2 }, { a: null }, { a: 2 }],
  ['the same object in another order', { a: { x: 1, y: [2] } }, { a: { y: [2], x: 1 } }, {}, {}],
  ['another name inside', { a: { x: 1 } }, { a: { y: 1 } }, { a: { x: 1 } }, { a: { y: 1 } }],
  ['null in place of an object', { a: { x: 1 } }, { a: null }, { a: { x: 1 } }, { a: null }],
  ['text in place of a number', { a: 1 }, { a: '1' }, { a: 1 }, { a: '1' }],
])('%s', (_, was, is, before, after) => {
  expect(changedFields(was, is)).toEqual({ before, after });
});
