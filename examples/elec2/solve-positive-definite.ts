/**
 * Solves `matrix · x = vector` for a symmetric positive definite matrix by Cholesky decomposition, in about
 * n³/6 steps. Reads only the lower triangle and changes nothing.
 *
 * @param matrix row by row in one array
 * @throws RangeError if the matrix is not positive definite
 */
export function solvePositiveDefinite(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  const lower = Float64Array.from(matrix);
  const at = (row: number, column: number) => lower[row * size + column] ?? 0;

  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = at(row, column);
      for (let k = 0; k < column; k++) rest -= at(row, k) * at(column, k);
      if (column === row && !(rest > 0))
        throw new RangeError(`the matrix is not positive definite (row ${row})`);
      lower[row * size + column] = column === row ? Math.sqrt(rest) : rest / at(column, column);
    }
  }

  // Forward through the lower triangle, then back through its transpose.
  const solution = Float64Array.from(vector);
  for (let row = 0; row < size; row++) {
    let rest = solution[row] ?? 0;
    for (let k = 0; k < row; k++) rest -= at(row, k) * (solution[k] ?? 0);
    solution[row] = rest / at(row, row);
  }
  for (let row = size - 1; row >= 0; row--) {
    let rest = solution[row] ?? 0;
    for (let k = row + 1; k < size; k++) rest -= at(k, row) * (solution[k] ?? 0);
    solution[row] = rest / at(row, row);
  }
  return solution;
}
