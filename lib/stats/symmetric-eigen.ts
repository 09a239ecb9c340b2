/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi's rotations, in no special order;
 * `vectors[k]` has length 1 and belongs to `values[k]`. Exact to rounding, also for eigenvalues near 0. For a
 * handful of rows: O(n^3) per sweep, about six sweeps. The matrix is not changed.
 *
 * Reference: Golub and Van Loan, "Matrix computations" (2013), section 8.5.
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): {
  values: number[];
  vectors: number[][];
} {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, row) => a.map((_unused, column) => (row === column ? 1 : 0)));
  const at = (row: number, column: number) => a[row]?.[column] as number;
  for (let sweep = 0; sweep < 60; sweep += 1) {
    let rest = 0;
    for (let p = 0; p < size; p += 1) for (let q = p + 1; q < size; q += 1) rest += at(p, q) ** 2;
    if (rest === 0) break;
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        if (at(p, q) === 0) continue;
        const theta = (at(q, q) - at(p, p)) / (2 * at(p, q));
        const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cosine = 1 / Math.hypot(tangent, 1);
        rotate(a, p, q, cosine, tangent * cosine);
        rotateRows(vectors, p, q, cosine, tangent * cosine);
      }
    }
  }
  return { values: a.map((row, index) => row[index] as number), vectors };
}

function rotateRows(rows: number[][], p: number, q: number, cosine: number, sine: number): void {
  const [first, second] = [rows[p] as number[], rows[q] as number[]];
  for (let column = 0; column < first.length; column += 1) {
    const [left, right] = [first[column] as number, second[column] as number];
    first[column] = cosine * left - sine * right;
    second[column] = sine * left + cosine * right;
  }
}

/** The rotation from both sides: rows p and q, then columns p and q. */
function rotate(a: number[][], p: number, q: number, cosine: number, sine: number): void {
  rotateRows(a, p, q, cosine, sine);
  for (const row of a) {
    const [left, right] = [row[p] as number, row[q] as number];
    row[p] = cosine * left - sine * right;
    row[q] = sine * left + cosine * right;
  }
  (a[p] as number[])[q] = 0;
  (a[q] as number[])[p] = 0;
}
