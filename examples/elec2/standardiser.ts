/** Mean and scale of every column, learned from some rows and applied to any. */
export interface Standardiser {
  means: number[];
  /** Population standard deviation, or 1 for a column that did not vary. */
  scales: number[];
}

/**
 * Learns only from `rows`, so that later data cannot leak into a model. A constant column gets the scale 1,
 * as in scikit-learn: it is 0 throughout training and its weight stays 0, and a later jump of it is not
 * inflated by a division by almost zero.
 */
export function fitStandardiser(rows: readonly number[][]): Standardiser {
  const width = rows[0]?.length ?? 0;
  const means: number[] = [];
  const scales: number[] = [];
  for (let column = 0; column < width; column++) {
    const values = rows.map((row) => row[column] ?? 0);
    const constant = values.every((value) => value === values[0]);
    const mean = constant ? (values[0] ?? 0) : values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    means.push(mean);
    scales.push(variance > 0 ? Math.sqrt(variance) : 1);
  }
  return { means, scales };
}

export function standardise({ means, scales }: Standardiser, row: readonly number[]): number[] {
  return row.map((value, column) => (value - (means[column] ?? 0)) / (scales[column] ?? 1));
}
