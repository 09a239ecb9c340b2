import { expect, test } from 'vitest';
import { assignArrivalTimes } from '@/lib/policy/assign-arrival-times';

test('the last point has the time of arrival, each one before it a millisecond less', () => {
  expect(assignArrivalTimes(3, 1000, null, new Set())).toEqual([998, 999, 1000]);
});

test('all times are newer than those of the series', () => {
  expect(assignArrivalTimes(3, 1000, 999, new Set())).toEqual([1000, 1001, 1002]);
  expect(assignArrivalTimes(1, 1000, 5000, new Set())).toEqual([5001]);
});

test('explicit times of the request are not used', () => {
  expect(assignArrivalTimes(2, 1000, null, new Set([1000]))).toEqual([999, 1001]);
});

test('no points need no times', () => {
  expect(assignArrivalTimes(0, 1000, null, new Set())).toEqual([]);
});
