import { describe, expect, test } from 'vitest';
import { andersonDarlingTest } from '@/lib/stats/anderson-darling-test';
import { cramerVonMisesTest } from '@/lib/stats/cramer-von-mises-test';
import { eppsSingletonTest } from '@/lib/stats/epps-singleton-test';
import { ksTest } from '@/lib/stats/ks-test';
import { kuiperTest } from '@/lib/stats/kuiper-test';
import { mannWhitneyTest } from '@/lib/stats/mann-whitney-test';
import { bartlettTest, flignerTest, leveneTest } from '@/lib/stats/spread-tests';
import { tTest } from '@/lib/stats/t-test';
import { momentsOf } from '@/lib/stats/welch';
import anderson from '../../golden/anderson_ksamp.json';
import cvm from '../../golden/cvm.json';
import epps from '../../golden/epps_singleton.json';
import ks from '../../golden/ks.json';
import kuiper from '../../golden/kuiper.json';
import levene from '../../golden/levene.json';
import mannWhitney from '../../golden/mannwhitney.json';
import welch from '../../golden/welch.json';
import { expectClose, samplesOf } from './golden-case';

const alternatives = ['two-sided', 'less', 'greater'] as const;

function shareUpTo(values: number[], place: number): number {
  return values.filter((value) => value <= place).length / values.length;
}

/**
 * Some references square the values; they were run on huge ones in this unit, which the statistic does not
 * depend on.
 */
function inUnit(input: string, unit: number) {
  const { x, y } = samplesOf(input);
  return { x: x.map((value) => value * unit), y: y.map((value) => value * unit) };
}

describe('Kolmogorov-Smirnov against SciPy, statistic and every p-value', () => {
  test.each(ks.cases)('$name', ({ name, input, expected }) => {
    const { x, y } = samplesOf(input);
    for (const alternative of alternatives) {
      const wanted = expected[alternative];
      const asymptotic = ksTest(x, y, alternative, 'asymptotic');
      expectClose(asymptotic.statistic, wanted.statistic, ks.tolerance.statistic, 1e-15);
      // One value against one: SciPy has no p-value; ours says that nothing is known.
      if (wanted.p_asymp === 'NaN') expect([name, asymptotic.pValue]).toEqual(['n1_n1', 1]);
      else expectClose(asymptotic.pValue, wanted.p_asymp, ks.tolerance.p_asymp, 1e-15);
      if (wanted.p_exact !== null) {
        expectClose(ksTest(x, y, alternative, 'exact').pValue, wanted.p_exact, ks.tolerance.p_exact);
      }
    }
    const limit = ksTest(x, y, 'two-sided', 'limit');
    expectClose(limit.pValue, expected.p_kolmogorov_limit, ks.tolerance.p_kolmogorov_limit);
    expect(limit.sign).toBe(expected['two-sided'].sign);
    // Where the gap is as wide in several places SciPy takes one by its rounding.
    for (const place of [limit.location, expected['two-sided'].location]) {
      const gap = shareUpTo(x, place) - shareUpTo(y, place);
      expectClose(limit.sign * gap, limit.statistic, 1e-12, 1e-15);
    }
  });

  test('exact p-values keep their digits far out', () => {
    // Of all orders of 20 and 20 values two have no overlap: 2 / C(40, 20).
    const x = Array.from({ length: 20 }, (_, index) => index);
    const { pValue } = ksTest(
      x,
      x.map((value) => value + 100),
    );
    expectClose(pValue, 2 / 137_846_528_820, 1e-12);
  });
});

describe('Kuiper against SciPy and the series of Frouros', () => {
  test.each(kuiper.cases)('$name', ({ input, expected }) => {
    const { x, y } = samplesOf(input);
    const { statistic, above, below, effectiveCount, pValue } = kuiperTest(x, y);
    expectClose(effectiveCount, expected.n_eff, 1e-12);
    expectClose(statistic, expected.V, kuiper.tolerance.V, 1e-15);
    expectClose(above, expected.D_plus, kuiper.tolerance.V, 1e-15);
    expectClose(below, expected.D_minus, kuiper.tolerance.V, 1e-15);
    if (expected.p_series === null) expect(pValue).toBeNull();
    else expectClose(pValue, expected.p_series, 0, kuiper.tolerance.p_absolute);
  });
});

describe('Cramer-von Mises against SciPy, statistic and both p-values', () => {
  test.each(cvm.cases)('$name', (single) => {
    const { x, y } = samplesOf(single.input);
    const { expected } = single;
    // SciPy refuses samples of one value.
    if (expected === null) {
      expect(x).toHaveLength(1);
      return;
    }
    const { statistic, pValue } = cramerVonMisesTest(x, y);
    expectClose(statistic, expected.statistic, cvm.tolerance.statistic);
    // SciPy gives up its series at terms of 1e-7, which for small p-values shows.
    expectClose(pValue, expected.p_asymptotic, cvm.tolerance.p_asymptotic, 1e-10);
    if (expected.p_exact === null) return;
    expectClose(cramerVonMisesTest(x, y, 'exact').pValue, expected.p_exact, cvm.tolerance.p_exact);
  });
});

describe('Anderson-Darling of k samples against SciPy: statistic, critical values and p-value', () => {
  test.each(anderson.cases)('$name', (single) => {
    const { input, groups } = single as { input?: string; groups?: number[][] };
    const given = groups ?? Object.values(samplesOf(input));
    for (const ranks of ['midrank', 'right'] as const) {
      const wanted = single.expected[ranks];
      const result = andersonDarlingTest(given, ranks);
      if (wanted === null) {
        expect(result).toBeNull();
        continue;
      }
      expectClose(result?.statistic, wanted.statistic, anderson.tolerance.statistic);
      expectClose(result?.pValue, wanted.p_clamped, anderson.tolerance.p);
      expect(result?.criticalValues).toHaveLength(wanted.critical_values.length);
      for (const [index, critical] of wanted.critical_values.entries()) {
        expectClose(result?.criticalValues[index], critical, 1e-12);
      }
    }
  });
});

describe('Mann-Whitney against SciPy: U, area, ties, and every p-value', () => {
  test.each(mannWhitney.cases)('$name', ({ input, expected }) => {
    const { x, y } = samplesOf(input);
    for (const alternative of alternatives) {
      const wanted = expected[alternative];
      const corrected = mannWhitneyTest(x, y, alternative);
      expect(corrected.statistic).toBe(wanted.U1);
      expect(corrected.tieSum).toBe(expected.tie_sum);
      expectClose(corrected.share, expected.auc, 1e-15);
      expectClose(corrected.pValue, wanted.p_asymptotic, mannWhitney.tolerance.p);
      const plain = mannWhitneyTest(x, y, alternative, 'plain').pValue;
      // All values equal: SciPy divides 0 by 0, ours says that nothing differs.
      if (wanted.p_asymptotic_nocc === 'NaN') expect(plain).toBe(1);
      else expectClose(plain, wanted.p_asymptotic_nocc, mannWhitney.tolerance.p);
      if (wanted.p_exact === null) continue;
      expectClose(
        mannWhitneyTest(x, y, alternative, 'exact').pValue,
        wanted.p_exact,
        mannWhitney.tolerance.p,
      );
    }
  });
});

describe("Welch's and Student's t test against SciPy, on all sides", () => {
  test.each(welch.cases)('$name', (single) => {
    const huge = single.name === 'huge_1e150';
    const { x, y } = inUnit(single.input, huge ? 1e-150 : 1);
    const relative = huge || single.name === 'offset_1e9' ? 1e-6 : welch.tolerance.t;
    const { expected } = single;
    expectClose(momentsOf(samplesOf(single.input).x).mean, expected.mean_x, 1e-9, 1e-15);
    expectClose(momentsOf(samplesOf(single.input).y).mean, expected.mean_y, 1e-9, 1e-15);
    for (const alternative of alternatives) {
      const wanted = expected[alternative];
      const own = tTest(x, y, alternative);
      const pooled = tTest(x, y, alternative, 'pooled');
      const rows = [
        [own, wanted.t, wanted.p],
        [pooled, wanted.student_t, wanted.student_p],
      ] as const;
      for (const [result, t, p] of rows) {
        if (t === 'NaN') {
          // Nothing varies, or there is a single value: SciPy refuses, ours says that nothing differs.
          expect(result.statistic).toBe(0);
          expect(result.pValue).toBe(alternative === 'two-sided' || x.length === 1 ? 1 : 0.5);
          continue;
        }
        expectClose(result.statistic, t, relative, 1e-12);
        expectClose(result.pValue, p, 10 * relative);
      }
      if (expected.df !== 'NaN' && expected.df !== null) {
        expectClose(own.degreesOfFreedom, expected.df, relative);
      }
    }
    if (expected.se !== null) {
      const [left, right] = [momentsOf(x), momentsOf(y)];
      const standardError = Math.sqrt(left.variance / left.count + right.variance / right.count);
      expectClose(standardError, expected.se * (huge ? 1e-150 : 1), relative, 1e-15);
    }
  });
});

describe('Levene about three centres, Bartlett and Fligner against SciPy', () => {
  test.each(levene.cases)('$name', (single) => {
    const huge = single.name === 'huge_1e150';
    const { x, y } = inUnit(single.input, huge ? 1e-150 : 1);
    const { expected } = single;
    const relative = huge || single.name === 'offset_1e9' ? 1e-6 : levene.tolerance.W;
    const rows = [
      [leveneTest(x, y, 'median'), expected.median.W, expected.median.p],
      [leveneTest(x, y, 'mean'), expected.mean.W, expected.mean.p],
      [leveneTest(x, y, 'trimmed'), expected.trimmed.W, expected.trimmed.p],
      [bartlettTest(x, y), expected.bartlett.T, expected.bartlett.p],
      [flignerTest(x, y), expected.fligner_median?.stat, expected.fligner_median?.p],
    ] as const;
    for (const [{ statistic, pValue }, wanted, p] of rows) {
      if (wanted === undefined) {
        // SciPy fails.
        expect(pValue).toBeGreaterThan(0);
        continue;
      }
      if (wanted === 'NaN') {
        // No spread to compare, or none to compare it with.
        expect([
          [0, 1],
          [Number.POSITIVE_INFINITY, 0],
        ]).toContainEqual([statistic, pValue]);
        continue;
      }
      expectClose(statistic, wanted, relative, 1e-14);
      // Below 1e-12 the statistic is rounding, and the p-value its square root.
      if (wanted !== 'Infinity') expectClose(pValue, p, Number(wanted) < 1e-12 ? 1e-6 : 10 * relative);
      else expect(pValue).toBe(0);
    }
  });
});

describe('Epps-Singleton against SciPy', () => {
  test.each(epps.cases)('$name', ({ name, input, expected }) => {
    const { x, y } = samplesOf(input);
    const result = eppsSingletonTest(x, y);
    // No scale to compare on, or nothing that varies: SciPy fails, or reports what rounding left.
    if (expected === null || name === 'const_diff') {
      expect(result).toBeNull();
      return;
    }
    expectClose(result?.statistic, expected.statistic, epps.tolerance.statistic, 1e-9);
    expectClose(result?.pValue, expected.p, epps.tolerance.p, 1e-9);
  });
});
