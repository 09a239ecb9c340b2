import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { andersonDarling, andersonDarlingRight } from '@/lib/stats/anderson-darling';
import {
  changeCramerVonMisesWindow,
  cramerVonMisesStatistic,
  createCramerVonMisesWindow,
  expectedCramerVonMises,
} from '@/lib/stats/cramer-von-mises-window';
import { fisherSurvival, normalSurvival, studentSurvival } from '@/lib/stats/distributions';
import {
  energyDistance,
  wassersteinDistance,
  weightedEnergy,
  weightedWasserstein,
} from '@/lib/stats/empirical-distance';
import {
  changeKernelWindow,
  createKernelWindow,
  kernelDiscrepancy,
  pointsDiscrepancy,
  sumsOfWindow,
} from '@/lib/stats/kernel-discrepancy';
import { changeKsWindow, createKsWindow, ksAbove, ksBelow } from '@/lib/stats/ks-window';
import { inOrder, insertOrdered, removeOrdered } from '@/lib/stats/ordered-values';
import { changeRankSumWindow, createRankSumWindow, rankSumScore } from '@/lib/stats/rank-sum-window';
import {
  addToMoments,
  createMoments,
  momentsMean,
  momentsStandardDeviation,
} from '@/lib/stats/running-moments';
import { medianSpread, spreadDifference, spreadMoments } from '@/lib/stats/spread-difference';
import { welchFreedom, welchStatistic } from '@/lib/stats/welch';
import anderson from '../../golden/anderson_ksamp.json';
import cvm from '../../golden/cvm.json';
import energy from '../../golden/energy.json';
import ks from '../../golden/ks.json';
import levene from '../../golden/levene.json';
import mannWhitney from '../../golden/mannwhitney.json';
import mmd from '../../golden/mmd.json';
import wasserstein from '../../golden/wasserstein.json';
import welch from '../../golden/welch.json';
import { expectClose, type Pair, samplesOf } from './golden-case';

/** Both samples of a case in ascending order. */
function pairOf(name: string | undefined): Pair {
  const { x, y } = samplesOf(name);
  return { x: inOrder(x), y: inOrder(y) };
}

/** Every window structure, filled with `values` one by one; `statistic` is what it then says. */
const incremental = {
  ks(reference: number[], values: number[]) {
    const tree = createKsWindow(reference, values.length);
    return {
      change: (value: number, change: 1 | -1) => changeKsWindow(tree, reference, value, change),
      statistic: () => [ksAbove(tree), ksBelow(tree)],
    };
  },
  rankSum(reference: number[]) {
    const sums = createRankSumWindow(reference);
    const window: number[] = [];
    return {
      change(value: number, change: 1 | -1) {
        if (change === -1) removeOrdered(window, value);
        changeRankSumWindow(sums, reference, window, value, change);
        if (change === 1) insertOrdered(window, value);
      },
      statistic: () => [sums.doubledU, sums.tieSum, rankSumScore(sums, reference.length)],
    };
  },
  cramerVonMises(reference: number[]) {
    const sums = createCramerVonMisesWindow(reference);
    const window: number[] = [];
    return {
      change(value: number, change: 1 | -1) {
        if (change === -1) removeOrdered(window, value);
        changeCramerVonMisesWindow(sums, reference, window, value, change);
        if (change === 1) insertOrdered(window, value);
      },
      statistic: () => [cramerVonMisesStatistic(sums), expectedCramerVonMises(sums)],
    };
  },
};

function statisticOf(name: keyof typeof incremental, { x, y }: Pair): number[] {
  const single = incremental[name](x, y);
  for (const value of y) single.change(value, 1);
  return single.statistic();
}

/**
 * Cramer-von Mises' T of samples without ties, by its definition: m n / N^2 times the sum of (F - G)^2 over
 * all values.
 */
function definitionOfT({ x, y }: Pair): number {
  const share = (sample: number[], value: number) =>
    sample.filter((one) => one <= value).length / sample.length;
  const gaps = [...x, ...y].map((value) => (share(x, value) - share(y, value)) ** 2);
  return ((x.length * y.length) / gaps.length ** 2) * gaps.reduce((sum, gap) => sum + gap, 0);
}

describe('against SciPy', () => {
  test.each(ks.cases)('Kolmogorov-Smirnov, $name', ({ input, expected }) => {
    const [above = Number.NaN, below = Number.NaN] = statisticOf('ks', pairOf(input));
    expectClose(above, expected.greater.statistic, ks.tolerance.statistic, 1e-15);
    expectClose(below, expected.less.statistic, ks.tolerance.statistic, 1e-15);
    expectClose(Math.max(above, below), expected['two-sided'].statistic, ks.tolerance.statistic, 1e-15);
  });

  test.each(mannWhitney.cases)('Mann-Whitney, $name', ({ input, expected }) => {
    const { x, y } = pairOf(input);
    const [doubledU = Number.NaN, tieSum, score = Number.NaN] = statisticOf('rankSum', { x, y });
    expect(x.length * y.length - doubledU / 2).toBe(expected['two-sided'].U1);
    expect(tieSum).toBe(expected.tie_sum);
    const p = expected['two-sided'].p_asymptotic_nocc;
    // SciPy divides 0 by 0 when all is tied; ours says "no difference".
    if (typeof p === 'string') expect(score).toBe(0);
    else expectClose(2 * normalSurvival(Math.abs(score)), p, mannWhitney.tolerance.p);
  });

  test.each(cvm.cases)('Cramer-von Mises, $name', ({ input, expected }) => {
    const [statistic = Number.NaN] = statisticOf('cramerVonMises', pairOf(input));
    // SciPy refuses these samples, so T comes from its definition.
    if (expected === null) expectClose(statistic, definitionOfT(pairOf(input)), cvm.tolerance.statistic);
    else expectClose(statistic, expected.statistic, cvm.tolerance.statistic);
  });

  test.each(wasserstein.cases.filter((single) => 'input' in single))('Wasserstein, $name', (single) => {
    const { x, y } = pairOf(single.input);
    expectClose(wassersteinDistance(x, y), single.expected, wasserstein.tolerance.relative);
    expectClose(wassersteinDistance(y, x), single.expected, wasserstein.tolerance.relative);
  });

  test.each(energy.cases.filter((single) => 'input' in single))('energy, $name', (single) => {
    const { x, y } = pairOf(single.input);
    expectClose(energyDistance(x, y), single.expected, energy.tolerance.relative);
  });

  const weightedCases = [
    ['Wasserstein', wasserstein, weightedWasserstein],
    ['energy', energy, weightedEnergy],
  ] as const;
  test.each(weightedCases)('%s of weighted samples', (_name, golden, distance) => {
    const weighted = golden.cases.filter((single) => 'xw' in single) as unknown as (Pair & {
      xw: number[];
      yw: number[];
      expected: number;
    })[];
    expect(weighted).toHaveLength(8);
    for (const { x, y, xw, yw, expected } of weighted) {
      const actual = distance({ values: x, weights: xw }, { values: y, weights: yw });
      expectClose(actual, expected, golden.tolerance.relative);
    }
  });

  test.each(anderson.cases)('Anderson-Darling, $name', (single) => {
    const groups =
      'input' in single && typeof single.input === 'string'
        ? Object.values(pairOf(single.input))
        : ((single as unknown as { groups: number[][] }).groups ?? []).map(inOrder);
    expect(groups.length).toBeGreaterThan(1);
    const { midrank, right } = single.expected;
    const [ours, oursRight] = [andersonDarling(groups), andersonDarlingRight(groups)];
    if (midrank === null) expect(ours).toBeNull();
    else expectClose(ours ?? Number.NaN, midrank.statistic, anderson.tolerance.statistic);
    if (right === null) expect(oursRight).toBeNull();
    else expectClose(oursRight ?? Number.NaN, right.statistic, anderson.tolerance.statistic);
  });

  test.each(welch.cases)('Welch, $name', (single) => {
    const { x, y } = pairOf(single.input);
    // SciPy's own figures for huge values are those of the data times 1e-150; t does not depend on the unit.
    const unit = single.name === 'huge_1e150' ? 1e-150 : 1;
    const [first, second] = [x, y].map((values) => {
      const moments = createMoments();
      for (const value of values) addToMoments(moments, value * unit);
      return {
        count: values.length,
        mean: momentsMean(moments),
        variance: momentsStandardDeviation(moments) ** 2,
      };
    });
    if (first === undefined || second === undefined) throw new Error('two samples expected');
    const { t, p } = single.expected['two-sided'];
    const loose = 'note' in single || single.name.startsWith('offset') || single.name.startsWith('huge');
    const relative = loose ? 1e-6 : welch.tolerance.t;
    const statistic = welchStatistic(first, second);
    if (t === 'Infinity' || t === '-Infinity') expect(statistic).toBe(Number(t));
    // SciPy refuses single points and constants; ours has no variance to divide by, or nothing to compare.
    else if (typeof t === 'string') expect(first.variance === 0 || second.variance === 0).toBe(true);
    else {
      expectClose(statistic, t, relative, 1e-12);
      const freedom = welchFreedom(first, second);
      expectClose(freedom, Number(single.expected.df), relative);
      expectClose(2 * studentSurvival(Math.abs(statistic), freedom), Number(p), 10 * relative);
    }
  });

  test.each(levene.cases)('Levene, $name', ({ input, name, expected }) => {
    const unit = name === 'huge_1e150' ? 1e-150 : 1;
    const { x, y } = pairOf(input);
    const [first, second] = [x.map((value) => value * unit), y.map((value) => value * unit)];
    const average = (values: number[]) => {
      const moments = createMoments();
      for (const value of values) addToMoments(moments, value);
      return momentsMean(moments);
    };
    const about = [
      [expected.median, medianSpread(first), medianSpread(second)],
      [expected.mean, spreadMoments(first, average(first)), spreadMoments(second, average(second))],
    ] as const;
    for (const [{ W, p }, left, right] of about) {
      const score = spreadDifference(left, right);
      // No spread inside the samples: nothing to compare, or nothing to compare it with.
      if (typeof W === 'string') expect([0, Number.POSITIVE_INFINITY]).toContain(Math.abs(score));
      else {
        expectClose(score ** 2, W, levene.tolerance.W, 1e-15);
        expectClose(fisherSurvival(score ** 2, 1, x.length + y.length - 2), Number(p), levene.tolerance.p);
      }
    }
  });

  test.each(mmd.cases.filter((single) => 'input' in single))(
    'kernel discrepancy (Frouros), $name',
    (single) => {
      const { x, y } = pairOf(single.input);
      const sums = createKernelWindow(x, single.params.sigma);
      const window: number[] = [];
      for (const value of y) {
        changeKernelWindow(sums, x, window, value, 1);
        insertOrdered(window, value);
      }
      expectClose(kernelDiscrepancy(sums), single.expected, 0, mmd.tolerance.absolute);
      sumsOfWindow(sums, x, window);
      expectClose(kernelDiscrepancy(sums), single.expected, 0, mmd.tolerance.absolute);
      const points = pointsDiscrepancy(
        x.map((value) => [value]),
        y.map((value) => [value]),
        single.params.sigma,
      );
      expectClose(points, single.expected, 0, mmd.tolerance.absolute);
    },
  );

  test('kernel discrepancy of points with three coordinates (Frouros)', () => {
    const cases = mmd.cases.filter((single) => !('input' in single)) as unknown as {
      x: number[][];
      y: number[][];
      params: { sigma: number };
      expected: number;
    }[];
    expect(cases).toHaveLength(6);
    for (const { x, y, params, expected } of cases) {
      expectClose(pointsDiscrepancy(x, y, params.sigma), expected, 0, mmd.tolerance.absolute);
    }
  });
});

describe('Cramer-von Mises of tied values', () => {
  const both = (x: number[], y: number[]) => statisticOf('cramerVonMises', { x: inOrder(x), y: inOrder(y) });

  test('is the mean over all ways to break the ties', () => {
    // 0 is there four times and 1 twice: the values stand for every order of their places.
    const reference = [0, 0, 1, 3, -2];
    const window = [0, 0, 1];
    const zeros = permutations([0, 0.1, 0.2, 0.3]);
    const ones = permutations([1, 1.1]);
    let sum = 0;
    for (const [z1 = 0, z2 = 0, z3 = 0, z4 = 0] of zeros) {
      for (const [o1 = 0, o2 = 0] of ones) sum += both([z1, z2, o1, 3, -2], [z3, z4, o2])[0] ?? Number.NaN;
    }
    const [, expected = Number.NaN] = both(reference, window);
    expectClose(expected, sum / (zeros.length * ones.length), 1e-12);
  });

  test('is T itself without ties, and its mean under no change where all values are equal', () => {
    const [plain = Number.NaN, expected = Number.NaN] = both([1, 4, 6, 7], [2, 3, 8]);
    expectClose(expected, plain, 1e-12);
    const [, constant = Number.NaN] = both(new Array(200).fill(7), new Array(50).fill(7));
    expectClose(constant, (1 + 1 / 250) / 6, 1e-12);
  });
});

/** All orders of a few numbers. */
function permutations(values: number[]): number[][] {
  if (values.length < 2) return [values];
  return values.flatMap((first, index) =>
    permutations(values.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}

describe.each(Object.keys(incremental) as (keyof typeof incremental)[])(
  '%s as values come and go',
  (name) => {
    test('says exactly what a fresh one says, ties included', () => {
      const value = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double({ min: -3, max: 3, noNaN: true }));
      const reference = fc.array(value, { minLength: 2, maxLength: 20 });
      const stream = fc.array(value, { minLength: 8, maxLength: 40 });
      fc.assert(
        fc.property(reference, stream, (unordered, values) => {
          const ordered = inOrder(unordered);
          const size = 8;
          const slid = incremental[name](ordered, values.slice(0, size));
          values.forEach((incoming, index) => {
            if (index >= size) slid.change(values[index - size] as number, -1);
            slid.change(incoming, 1);
          });
          expect(slid.statistic()).toEqual(statisticOf(name, { x: ordered, y: values.slice(-size) }));
        }),
        { seed: 5, numRuns: 300 },
      );
    });
  },
);
