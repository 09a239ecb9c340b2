import { elementAt } from './element-at';

/**
 * What is kept at or below `alpha` when many tests are made at once. The chance of even one false rejection:
 * `bonferroni`, for any tests; `holm`, the same and never weaker; `hochberg` and `hommel`, stronger again,
 * for independent or positively related tests. The expected share of false rejections among all:
 * `benjamini_hochberg`, under the same condition; `benjamini_yekutieli`, for any tests.
 */
export type TestCorrection =
  | 'bonferroni'
  | 'holm'
  | 'hochberg'
  | 'hommel'
  | 'benjamini_hochberg'
  | 'benjamini_yekutieli';

/**
 * The p-values of a family of tests, each raised so that `adjusted <= alpha` is the corrected decision.
 *
 * @param pValues 0 to 1, in any order; the result is in the same order. An empty list gives an empty one.
 *
 * Ties get equal results. Cost O(k log k), `hommel` O(k^2). References: Holm, Scand. J. Stat. 6 (1979);
 * Hochberg, Biometrika 75 (1988); Hommel, Biometrika 75 (1988); Benjamini and Hochberg, J. Royal Stat.
 * Society B 57 (1995); Benjamini and Yekutieli, Annals of Statistics 29 (2001). Checked against statsmodels'
 * `multipletests` (golden tests).
 */
export function adjustPValues(pValues: readonly number[], correction: TestCorrection): number[] {
  const ascending = [...pValues.entries()].sort(([, a], [, b]) => a - b);
  const adjusted = corrections[correction](ascending.map(([, p]) => p));
  const result = new Array<number>(pValues.length).fill(1);
  for (const [place, [index]] of ascending.entries()) result[index] = Math.min(1, elementAt(adjusted, place));
  return result;
}

/** Each expects p-values in ascending order. */
const corrections: Record<TestCorrection, (ascending: readonly number[]) => number[]> = {
  bonferroni: (ascending) => ascending.map((p) => p * ascending.length),
  holm: (ascending) => risingMaximum(ascending.map((p, place) => p * (ascending.length - place))),
  hochberg: (ascending) => fallingMinimum(ascending.map((p, place) => p * (ascending.length - place))),
  hommel: hommelAdjusted,
  benjamini_hochberg: (ascending) =>
    fallingMinimum(ascending.map((p, place) => (p * ascending.length) / (place + 1))),
  benjamini_yekutieli: (ascending) => {
    const harmonic = ascending.reduce((sum, _, place) => sum + 1 / (place + 1), 0);
    return fallingMinimum(ascending.map((p, place) => (p * ascending.length * harmonic) / (place + 1)));
  },
};

/** The largest value up to each place. */
function risingMaximum(values: readonly number[]): number[] {
  let most = Number.NEGATIVE_INFINITY;
  return values.map((value) => {
    most = Math.max(most, value);
    return most;
  });
}

/** The smallest value from each place on. */
function fallingMinimum(values: readonly number[]): number[] {
  return risingMaximum(values.map((value) => -value).reverse())
    .map((value) => -value)
    .reverse();
}

/** Wright's algorithm for Hommel's test (Biometrics 48, 1992). */
function hommelAdjusted(ascending: readonly number[]): number[] {
  const adjusted = [...ascending];
  for (let size = ascending.length; size >= 2; size -= 1) {
    const kept = ascending.length - size + 1;
    let least = Number.POSITIVE_INFINITY;
    for (let place = 2; place <= size; place += 1) {
      least = Math.min(least, (size * elementAt(ascending, kept + place - 2)) / place);
    }
    for (const [place, p] of ascending.entries()) {
      const bound = place >= kept ? least : Math.min(least, size * p);
      adjusted[place] = Math.max(elementAt(adjusted, place), bound);
    }
  }
  return adjusted;
}
