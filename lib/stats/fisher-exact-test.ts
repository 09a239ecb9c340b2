import { elementAt } from './element-at';

/**
 * Fisher's exact test of a 2 x 2 table of counts, two-sided: for counts too small for chi-squared.
 *
 * @param table two rows of two whole counts.
 * @returns the odds ratio of the sample (infinite where the lower left or upper right count is 0), and the
 *   share of all tables with the same sums that are no more probable than this one; those within a relative
 *   1e-9 of it count as equal.
 *
 * Cost O(smallest sum). Reference: Fisher, "The logic of inductive inference", J. Royal Stat. Society 98
 * (1935). Checked against SciPy's `fisher_exact` (golden tests).
 */
export function fisherExactTest(table: readonly [readonly [number, number], readonly [number, number]]): {
  oddsRatio: number;
  pValue: number;
} {
  const [[a, b], [c, d]] = table;
  const row = a + b;
  const column = a + c;
  const least = Math.max(0, column - (c + d));
  const most = Math.min(row, column);
  // Probabilities up to a common factor, from one corner value to the next; the logarithms set the scale.
  let log = 0;
  const logs = [log];
  for (let corner = least; corner < most; corner += 1) {
    const ratio = ((row - corner) * (column - corner)) / ((corner + 1) * (c + d - column + corner + 1));
    log += Math.log(ratio);
    logs.push(log);
  }
  const highest = logs.reduce((most, log) => Math.max(most, log), 0);
  const own = elementAt(logs, a - least) - highest;
  let total = 0;
  let extreme = 0;
  for (const log of logs) {
    const probability = Math.exp(log - highest);
    total += probability;
    if (log - highest <= own + 1e-9) extreme += probability;
  }
  return { oddsRatio: (a * d) / (b * c), pValue: extreme / total };
}
