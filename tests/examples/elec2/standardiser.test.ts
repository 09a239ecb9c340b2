import { describe, expect, it } from 'vitest';
import { fitStandardiser, standardise } from '../../../examples/elec2/standardiser';

describe('the standardiser', () => {
  it('gives mean 0 and population standard deviation 1', () => {
    // The textbook example 2, 4, 4, 4, 5, 5, 7, 9: mean 5, standard deviation 2.
    const fitted = fitStandardiser([2, 4, 4, 4, 5, 5, 7, 9].map((value) => [value]));
    expect(fitted).toEqual({ means: [5], scales: [2] });
    expect(standardise(fitted, [9])).toEqual([2]);
  });

  it('recognises a constant column, whatever the rounding error of its sum', () => {
    // 0.1 summed a thousand times is not 100, and its rounding error must not become the scale.
    const fitted = fitStandardiser(Array.from({ length: 1000 }, () => [0.1]));
    expect(fitted).toEqual({ means: [0.1], scales: [1] });
    expect(standardise(fitted, [0.1])).toEqual([0]);
    expect(standardise(fitted, [0.4])[0]).toBeCloseTo(0.3, 12);
  });
});
