import { chiSquaredSurvival } from './distributions';
import { elementAt } from './element-at';
import { plainMean } from './mean';

/**
 * What is summed over the cells. `pearson`: (observed - expected)^2 / expected. `yates`: the same with half a
 * count taken off each difference, in tables with one degree of freedom only. `likelihood`: 2 observed
 * ln(observed / expected), the G test.
 */
export type ChiSquareForm = 'pearson' | 'yates' | 'likelihood';

/**
 * Chi-squared test of a contingency table: whether the shares of the columns differ between the rows, for
 * example categories in a reference and in a current window.
 *
 * @param table counts, two or more columns, every row as long as the first; no row and no column without
 *   counts.
 * @returns `statistic`, `degreesOfFreedom`, `pValue` in the limit of large counts (expected counts should be
 *   five or more; use `fisherExactTest` for fewer), and Cramer's V, the strength from 0 to 1 whatever the
 *   number of points, of the `pearson` form. A single row has nothing to be compared with: 0 and 1, and V is
 *   `null`.
 *
 * Cost O(cells). References: Pearson (1900); Cramer, "Mathematical methods of statistics" (1946). Checked
 * against SciPy's `chi2_contingency` (golden tests).
 */
export function contingencyTest(
  table: readonly (readonly number[])[],
  form: ChiSquareForm = 'pearson',
): { statistic: number; degreesOfFreedom: number; pValue: number; cramersV: number | null } {
  const columns = table[0]?.length ?? 0;
  const rowSums = table.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columnSums = Array.from({ length: columns }, (_, column) =>
    table.reduce((sum, row) => sum + elementAt(row, column), 0),
  );
  const total = rowSums.reduce((sum, count) => sum + count, 0);
  const degreesOfFreedom = (table.length - 1) * (columns - 1);
  const sumOver = (term: Term) =>
    table.reduce(
      (sum, row, index) =>
        row.reduce(
          (inner, count, column) =>
            inner + term(count, (elementAt(rowSums, index) * elementAt(columnSums, column)) / total),
          sum,
        ),
      0,
    );
  const statistic = sumOver(form === 'yates' && degreesOfFreedom !== 1 ? terms.pearson : terms[form]);
  const smaller = Math.min(table.length, columns) - 1;
  return {
    statistic,
    degreesOfFreedom,
    pValue: degreesOfFreedom === 0 ? 1 : chiSquaredSurvival(statistic, degreesOfFreedom),
    cramersV: smaller === 0 ? null : Math.sqrt(sumOver(terms.pearson) / total / smaller),
  };
}

/**
 * Chi-squared goodness of fit: whether counts agree with expected ones.
 *
 * @param observed counts, two or more.
 * @param expected above 0, with the same sum; equal counts unless given.
 */
export function goodnessOfFitTest(
  observed: readonly number[],
  expected?: readonly number[],
): { statistic: number; pValue: number } {
  const mean = plainMean(observed);
  const statistic = observed.reduce(
    (sum, count, index) => sum + terms.pearson(count, expected?.[index] ?? mean),
    0,
  );
  return { statistic, pValue: chiSquaredSurvival(statistic, observed.length - 1) };
}

type Term = (observed: number, expected: number) => number;

const terms: Record<ChiSquareForm, Term> = {
  pearson: (observed, expected) => (observed - expected) ** 2 / expected,
  yates: (observed, expected) => Math.max(0, Math.abs(observed - expected) - 0.5) ** 2 / expected,
  likelihood: (observed, expected) => (observed === 0 ? 0 : 2 * observed * Math.log(observed / expected)),
};
