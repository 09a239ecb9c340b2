import { describe, expect, test } from 'vitest';
import { binEdges } from '@/lib/detectors/binned-window';
import { contingencyTest, goodnessOfFitTest } from '@/lib/stats/chi-square-test';
import { fisherExactTest } from '@/lib/stats/fisher-exact-test';
import { adjustPValues, type TestCorrection } from '@/lib/stats/multiple-testing';
import { countUpTo, inOrder } from '@/lib/stats/ordered-values';
import { proportionTest } from '@/lib/stats/proportion-test';
import { quantileEdges, widthEdges } from '@/lib/stats/quantile';
import {
  bhattacharyyaCoefficient,
  entropy,
  hellingerDistance,
  jeffreysDivergence,
  jensenShannonDistance,
  populationStabilityIndex,
  relativeEntropy,
  totalVariation,
} from '@/lib/stats/share-distances';
import chiSquare from '../../golden/chi_square.json';
import hellinger from '../../golden/hellinger.json';
import jensenShannon from '../../golden/jensen_shannon.json';
import kl from '../../golden/kl.json';
import multipleTesting from '../../golden/multiple_testing.json';
import proportionZ from '../../golden/proportion_z.json';
import psi from '../../golden/psi.json';
import { expectClose, samplesOf } from './golden-case';

test.each(jensenShannon.cases)('Jensen-Shannon distance against SciPy, $name', ({ p, q, expected }) => {
  const distance = jensenShannonDistance(p, q);
  expectClose(distance, expected.distance_e, 0, jensenShannon.tolerance.absolute);
  expectClose(distance / Math.sqrt(Math.LN2), expected.distance_2, 0, jensenShannon.tolerance.absolute);
});

test.each(kl.cases)('divergences and entropy against SciPy, $name', ({ p, q, expected }) => {
  const { relative, absolute } = kl.tolerance;
  expectClose(relativeEntropy(p, q), expected.kl_e, relative, absolute);
  expectClose(relativeEntropy(p, q) / Math.LN2, expected.kl_2, relative, absolute);
  expectClose(relativeEntropy(q, p), expected.kl_qp_e, relative, absolute);
  expectClose(jeffreysDivergence(p, q), expected.jeffreys_e, relative, absolute);
  expectClose(entropy(p), expected.entropy_p_e, relative, absolute);
});

test.each(hellinger.cases)('Hellinger and its kin against NumPy, $name', ({ p, q, expected }) => {
  const { absolute } = hellinger.tolerance;
  expectClose(hellingerDistance(p, q), expected.hellinger, 0, absolute);
  expectClose(bhattacharyyaCoefficient(p, q), expected.bhattacharyya_coef, 0, absolute);
  expectClose(totalVariation(p, q), expected.total_variation, 0, absolute);
});

/** Counts of values in bins whose edges belong to the bin above. */
function countsBetween(edges: number[], values: number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const value of values) {
    const bin = countUpTo(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

describe('population stability index against NumPy', () => {
  const floors = [
    [1e-4, 'psi_eps1e-4'],
    [1e-6, 'psi_eps1e-6'],
  ] as const;
  type Index = Record<'psi_eps1e-4' | 'psi_eps1e-6', number>;
  type Binned = Index & { edges: number[]; ref_counts: number[]; cur_counts: number[] };

  test.each(psi.cases)('$name', (single) => {
    if (!('input' in single) || single.input === undefined) {
      const { ref_counts, cur_counts, expected } = single as {
        ref_counts: number[];
        cur_counts: number[];
        expected: Index;
      };
      for (const [floor, key] of floors) {
        const index = populationStabilityIndex(ref_counts, cur_counts, floor);
        expectClose(index, expected[key], psi.tolerance.psi, 1e-12);
      }
      return;
    }
    const { x, y } = samplesOf(single.input);
    const ordered = inOrder(x);
    const expected = single.expected as unknown as Record<string, Binned>;
    const edgesBy: Record<string, number[]> = {
      quantile_10: quantileEdges(ordered, 10),
      quantile_20: quantileEdges(ordered, 20),
      width_10: widthEdges(ordered, 10),
    };
    expect(Object.keys(expected).length).toBeGreaterThan(1);
    for (const [name, wanted] of Object.entries(expected)) {
      const edges = edgesBy[name] ?? [];
      expect(edges).toHaveLength(wanted.edges.length);
      for (const [index, edge] of edges.entries()) {
        expectClose(edge, wanted.edges[index], psi.tolerance.edges_relative, 1e-12 * (ordered.at(-1) ?? 0));
      }
      const [reference, current] = [countsBetween(edges, x), countsBetween(edges, y)];
      expect(reference).toEqual(wanted.ref_counts);
      expect(current).toEqual(wanted.cur_counts);
      // For bins of equal width only the first floor was asked for.
      for (const [floor, key] of name === 'width_10' ? floors.slice(0, 1) : floors) {
        const index = populationStabilityIndex(reference, current, floor);
        expectClose(index, wanted[key], psi.tolerance.psi, 1e-12);
      }
    }
  });

  test('the bins of the method are those of the reference, but for a bin of its own for a value that fills one', () => {
    for (const { input } of psi.cases) {
      if (input === undefined) continue;
      const ordered = inOrder(samplesOf(input).x);
      const plain = quantileEdges(ordered, 10);
      const ours = binEdges(ordered, 10, 1);
      expect(ours).toEqual(expect.arrayContaining(plain));
      const distinct = new Set(ordered).size === ordered.length;
      if (distinct && ordered.length >= 10) expect(ours).toEqual(plain);
    }
  });
});

describe('chi-squared against SciPy', () => {
  const tables = chiSquare.cases.filter(({ table }) => table !== undefined);
  const fits = chiSquare.cases.filter(({ observed }) => observed !== undefined);

  test('every case is a table or a fit', () => {
    expect(tables.length + fits.length).toBe(chiSquare.cases.length);
  });

  test.each(tables)('table $name', ({ table = [], expected: given }) => {
    const { relative } = chiSquare.tolerance;
    const expected = given as unknown as Record<
      'plain' | 'yates',
      { chi2: number; p: number; dof: number }
    > & {
      g: { g: number; p: number };
      cramers_v: number | 'NaN';
      fisher?: { odds: number; p: number };
    };
    for (const [form, wanted] of [
      ['pearson', expected.plain],
      ['yates', expected.yates],
    ] as const) {
      const { statistic, degreesOfFreedom, pValue } = contingencyTest(table, form);
      expectClose(statistic, wanted.chi2, relative, 1e-14);
      expect(degreesOfFreedom).toBe(wanted.dof);
      expectClose(pValue, wanted.p, relative);
    }
    const likelihood = contingencyTest(table, 'likelihood');
    expectClose(likelihood.statistic, expected.g.g, relative, 1e-14);
    expectClose(likelihood.pValue, expected.g.p, relative);
    if (expected.cramers_v === 'NaN') expect(likelihood.cramersV).toBeNull();
    else expectClose(likelihood.cramersV, expected.cramers_v, relative, 1e-14);
    if (expected.fisher === undefined) return;
    const exact = fisherExactTest(table as unknown as Parameters<typeof fisherExactTest>[0]);
    expectClose(exact.oddsRatio, expected.fisher.odds, relative);
    expectClose(exact.pValue, expected.fisher.p, relative);
  });

  test.each(fits)('fit $name', ({ observed = [], expected_counts, expected: given }) => {
    const expected = given as unknown as { chi2: number; p: number };
    const { statistic, pValue } = goodnessOfFitTest(observed, expected_counts ?? undefined);
    expectClose(statistic, expected.chi2, chiSquare.tolerance.relative, 1e-14);
    expectClose(pValue, expected.p, chiSquare.tolerance.relative);
  });
});

test.each(proportionZ.cases)('two shares against statsmodels, $name', ({ counts, nobs, expected }) => {
  const sides = [
    ['two-sided', expected['two-sided'], 1],
    ['less', expected.smaller, 0.5],
    ['greater', expected.larger, 0.5],
  ] as const;
  for (const [alternative, wanted, withoutVariance] of sides) {
    const result = proportionTest(
      [counts[0] ?? 0, counts[1] ?? 0],
      [nobs[0] ?? 0, nobs[1] ?? 0],
      alternative,
    );
    if (wanted.z === 'NaN') {
      // No misses or no hits on either side: statsmodels divides by 0.
      expect(result).toEqual({ statistic: 0, pValue: withoutVariance });
      continue;
    }
    expectClose(result.statistic, wanted.z, proportionZ.tolerance.relative, 1e-14);
    expectClose(result.pValue, wanted.p, proportionZ.tolerance.relative);
  }
});

describe('families of tests against statsmodels', () => {
  const names: [keyof (typeof multipleTesting.cases)[number]['expected'], TestCorrection][] = [
    ['bonferroni', 'bonferroni'],
    ['holm', 'holm'],
    ['simes-hochberg', 'hochberg'],
    ['hommel', 'hommel'],
    ['fdr_bh', 'benjamini_hochberg'],
    ['fdr_by', 'benjamini_yekutieli'],
  ];
  test.each(multipleTesting.cases)('$name', ({ p, expected }) => {
    expect(Object.keys(expected).sort()).toEqual(names.map(([name]) => name).sort());
    for (const [name, correction] of names) {
      const { adjusted, reject } = expected[name];
      const ours = adjustPValues(p, correction);
      expect(ours).toHaveLength(adjusted.length);
      for (const [index, value] of ours.entries()) {
        expectClose(value, adjusted[index], 0, multipleTesting.tolerance.absolute);
        // A value on the limit itself falls to the side its rounding takes it.
        if (Math.abs(value - 0.05) > 1e-10) expect(value <= 0.05).toBe(reject[index]);
      }
    }
  });

  test('an empty family stays empty', () => {
    expect(adjustPValues([], 'holm')).toEqual([]);
  });
});
