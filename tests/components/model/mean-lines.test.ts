import { describe, expect, test } from 'vitest';
import { envelope, meanLine } from '@/components/model/mean-lines';

const line = (values: number[], { stepMs = 1000, fromMs = 0 } = {}) =>
  values.map((value, index) => ({
    ms: fromMs + index * stepMs,
    mean: value,
    min: value - 1,
    max: value + 1,
    count: 1,
    late: 0,
  }));

describe('several series', () => {
  test('have a mean at each time, each counting the same', () => {
    expect(meanLine([line([1, 2]), line([3, 6])])).toEqual([
      { ms: 0, value: 2 },
      { ms: 1000, value: 4 },
    ]);
  });

  test('meet where they report a moment apart', () => {
    expect(meanLine([line([1, 1, 1]), line([3, 3, 3], { fromMs: 250 })])).toEqual([
      { ms: 0, value: 2 },
      { ms: 1000, value: 2 },
      { ms: 2000, value: 2 },
    ]);
  });

  test('of which one ends earlier go on with the others', () => {
    expect(meanLine([line([2]), line([4, 4])]).map(({ value }) => value)).toEqual([3, 4]);
  });

  test('lie between their lowest and highest values', () => {
    expect(envelope([line([1, 5]), line([3, 2])])).toEqual([
      { ms: 0, band: [0, 4] },
      { ms: 1000, band: [1, 6] },
    ]);
    expect(envelope([])).toEqual([]);
  });
});
