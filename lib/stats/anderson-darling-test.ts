import { andersonDarling, andersonDarlingRight } from './anderson-darling';
import { elementAt } from './element-at';
import { inOrder } from './ordered-values';

/**
 * Significance levels, and the coefficients of their critical values b0 + b1 / sqrt(k - 1) + b2 / (k - 1)
 * (Scholz and Stephens).
 */
const table = [
  [0.25, 0.675, -0.245, -0.105],
  [0.1, 1.281, 0.25, -0.305],
  [0.05, 1.645, 0.678, -0.362],
  [0.025, 1.96, 1.149, -0.391],
  [0.01, 2.326, 1.822, -0.396],
  [0.005, 2.573, 2.364, -0.345],
  [0.001, 3.085, 3.615, -0.154],
] as const;

/**
 * The k-sample Anderson-Darling test.
 *
 * @param samples two or more, values in any order, none empty.
 * @param ranks `midrank` or `right` (right-continuous); they differ where values tie.
 * @returns `null` when all values are equal or there are fewer than 4. Otherwise the normalised `statistic`,
 *   its critical values at 25, 10, 5, 2.5, 1, 0.5 and 0.1 %, and a p-value interpolated from these: the
 *   logarithm of the level as a parabola of the critical value, never below 0.001 or above 0.25, where the
 *   table ends.
 *
 * Cost O(N log N). References: Scholz and Stephens, "K-sample Anderson-Darling tests", JASA 82 (1987), table
 * 2. Checked against SciPy's `anderson_ksamp` (golden tests).
 */
export function andersonDarlingTest(
  samples: readonly (readonly number[])[],
  ranks: 'midrank' | 'right' = 'midrank',
): { statistic: number; pValue: number; criticalValues: number[] } | null {
  const ordered = samples.map(inOrder);
  const statistic = ranks === 'midrank' ? andersonDarling(ordered) : andersonDarlingRight(ordered);
  if (statistic === null) return null;
  const freedom = samples.length - 1;
  const criticalValues = table.map(([, b0, b1, b2]) => b0 + b1 / Math.sqrt(freedom) + b2 / freedom);
  return { statistic, pValue: interpolated(statistic, criticalValues), criticalValues };
}

function interpolated(statistic: number, criticalValues: readonly number[]): number {
  const [least = 0, greatest = 0] = [criticalValues[0], criticalValues.at(-1)];
  if (statistic < least) return table[0][0];
  if (statistic > greatest) return table[table.length - 1]?.[0] ?? 0;
  const logs = table.map(([level]) => Math.log(level));
  return Math.exp(parabolaAt(criticalValues, logs, statistic));
}

/**
 * The value at `x` of the least-squares parabola through the points, by polynomials that are orthogonal on
 * them.
 */
function parabolaAt(xs: readonly number[], ys: readonly number[], x: number): number {
  const dot = (left: readonly number[], right: readonly number[]) =>
    left.reduce((sum, value, index) => sum + value * elementAt(right, index), 0);
  let value = 0;
  let previous: { at: number[]; here: number } | null = null;
  let current = { at: xs.map(() => 1), here: 1 };
  for (let degree = 0; degree <= 2; degree += 1) {
    const { at, here } = current;
    const norm = dot(at, at);
    value += (dot(at, ys) / norm) * here;
    const shift =
      dot(
        at.map((polynomial) => polynomial * polynomial),
        xs,
      ) / norm;
    const back = previous === null ? 0 : norm / dot(previous.at, previous.at);
    const before: { at: number[]; here: number } | null = previous;
    previous = current;
    current = {
      at: at.map((polynomial, index) => {
        const older = before === null ? 0 : elementAt(before.at, index);
        return (elementAt(xs, index) - shift) * polynomial - back * older;
      }),
      here: (x - shift) * here - back * (before === null ? 0 : before.here),
    };
  }
  return value;
}
