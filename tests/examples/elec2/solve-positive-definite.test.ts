import { describe, expect, it } from 'vitest';
import { solvePositiveDefinite } from '../../../examples/elec2/solve-positive-definite';

describe('solving a positive definite system', () => {
  it('solves a system worked out by hand, reading only the lower triangle', () => {
    // 4x + 2y = 10, 2x + 5y + z = 59/3, y + 3z = 11: x = 1, y = 3, z = 8/3.
    const matrix = Float64Array.from([4, Number.NaN, Number.NaN, 2, 5, Number.NaN, 0, 1, 3]);
    const vector = Float64Array.from([10, 59 / 3, 11]);
    const solution = solvePositiveDefinite(matrix, vector);
    [1, 3, 8 / 3].forEach((value, row) => {
      expect(solution[row]).toBeCloseTo(value, 12);
    });
    expect(Array.from(vector)).toEqual([10, 59 / 3, 11]);
  });

  it('refuses a matrix that is not positive definite', () => {
    expect(() => solvePositiveDefinite(Float64Array.from([1, 0, 2, 4]), Float64Array.from([1, 1]))).toThrow(
      'not positive definite (row 1)',
    );
  });
});
