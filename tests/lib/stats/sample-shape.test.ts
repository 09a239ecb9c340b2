import { describe, expect, test } from 'vitest';
import { inOrder } from '@/lib/stats/ordered-values';
import {
  interquartileRange,
  orderedQuantile,
  orderedQuantileBy,
  type QuantileMethod,
} from '@/lib/stats/quantile';
import { describeSample, medianAbsoluteDeviation } from '@/lib/stats/sample-shape';
import quantiles from '../../golden/quantiles.json';
import welford from '../../golden/welford.json';
import { expectClose } from './golden-case';

const methods: QuantileMethod[] = ['linear', 'hazen', 'weibull', 'median_unbiased', 'inverted_cdf'];

describe('quantiles of five kinds and robust spreads against NumPy and SciPy', () => {
  test.each(quantiles.cases)('$name', (single) => {
    const { relative } = quantiles.tolerance;
    const ordered = inOrder(single.values);
    expect(Object.keys(single.expected).sort()).toEqual([...methods].sort());
    for (const method of methods) {
      for (const [index, probability] of quantiles.probabilities.entries()) {
        const wanted = single.expected[method][index];
        expectClose(orderedQuantileBy(method, ordered, probability), wanted, relative, 1e-15);
        if (method === 'linear') expectClose(orderedQuantile(ordered, probability), wanted, relative, 1e-15);
      }
    }
    expectClose(interquartileRange(ordered), single.iqr, relative, 1e-15);
    expectClose(medianAbsoluteDeviation(single.values), single.mad_raw, relative, 1e-15);
    expectClose(medianAbsoluteDeviation(single.values, 'normal'), single.mad_normal, relative, 1e-15);
  });
});

describe('moments and range against exact arithmetic and SciPy', () => {
  test.each(welford.cases)('$name', (single) => {
    for (const prefix of single.prefixes) {
      const shape = describeSample(single.values.slice(0, prefix.n));
      expectClose(shape.mean, prefix.mean, welford.tolerance.mean_relative, 1e-12);
      expect([shape.count, shape.least, shape.greatest]).toEqual([prefix.n, prefix.min, prefix.max]);
      if (prefix.var1 === null) {
        expect(shape.variance).toBeNull();
        continue;
      }
      const variance = shape.variance ?? Number.NaN;
      expectClose(variance, prefix.var1, welford.tolerance.var_relative);
      expectClose(variance * (prefix.n - 1), prefix.M2, welford.tolerance.var_relative);
      expectClose((variance * (prefix.n - 1)) / prefix.n, prefix.var0, welford.tolerance.var_relative);
    }
    const { skewness, excessKurtosis } = describeSample(single.values);
    if (single.name === 'huge_1e150') {
      // SciPy overflows; the shape does not depend on the unit.
      const smaller = describeSample(single.values.map((value) => value * 1e-150));
      expectClose(skewness, smaller.skewness, 1e-9);
      expectClose(excessKurtosis, smaller.excessKurtosis, 1e-9);
      return;
    }
    if (single.skew_biased === 'NaN' || single.skew_biased === null) {
      expect([skewness, excessKurtosis]).toEqual([null, null]);
      return;
    }
    expectClose(skewness, single.skew_biased, 0, welford.tolerance.skew_absolute);
    expectClose(excessKurtosis, single.kurtosis_excess_biased, 0, welford.tolerance.skew_absolute);
  });
});
