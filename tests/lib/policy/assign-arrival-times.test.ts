import { expect, test } from 'vitest';
import { assignArrivalTimes } from '@/lib/policy/assign-arrival-times';

test('the last point has the time of arrival, the ones before it a millisecond less each', () => {
  expect(assignArrivalTimes(3, 1000, null, new Set())).toEqual([998, 999, 1000]);
});

test('all are newer than what the series has', () => {
  expect(assignArrivalTimes(3, 1000, 999, new Set())).toEqual([1000, 1001, 1002]);
  expect(assignArrivalTimes(1, 1000, 5000, new Set())).toEqual([5001]);
});

test('times that the request names itself are left alone', () => {
  expect(assignArrivalTimes(2, 1000, null, new Set([1000]))).toEqual([999, 1001]);
});

test('no points need no times', () => {
  expect(assignArrivalTimes(0, 1000, null, new Set())).toEqual([]);
});
