import { describe, expect, test } from 'vitest';
import {
  type BocpdPosterior,
  bocpdStep,
  createBocpdPosterior,
  createSettledPosterior,
  mostProbableRun,
  predictiveVariance,
  resetBocpdPosterior,
} from '@/lib/stats/bocpd-posterior';
import golden from '../../golden/frouros_bocd.json';

function mostProbable({ probabilities, used }: BocpdPosterior): number {
  let best = 0;
  for (let run = 1; run < used; run += 1) {
    if ((probabilities[run] ?? 0) > (probabilities[best] ?? 0)) best = run;
  }
  return best;
}

function start(params: (typeof golden.cases)[number]['params'], maxRun: number) {
  return createBocpdPosterior({
    hazard: params.hazard,
    priorMean: params.prior_mean,
    priorVariance: params.prior_var,
    dataVariance: params.data_var,
    maxRun,
  });
}

function expectNear(actual: number, expected: number | undefined) {
  expect(Math.abs(actual - (expected ?? Number.NaN))).toBeLessThanOrEqual(1e-8);
}

describe('BOCD against Frouros: every most probable run, probabilities and predictions to 1e-8', () => {
  test.each(golden.cases)('$name', ({ values, params, expected }) => {
    const posterior = start(params, 400);
    const found: number[] = [];
    for (const [index, value] of values.entries()) {
      const before = posterior.probabilities.slice(0, posterior.used);
      bocpdStep(posterior, value);
      found.push(mostProbable(posterior));
      if (index % 10 !== 0) continue;
      const row = index / 10;
      expectNear(posterior.probabilities[0] ?? Number.NaN, expected.p_run0[row]);
      expectNear(posterior.probabilities[found.at(-1) ?? 0] ?? Number.NaN, expected.p_map[row]);
      // The reference weighs the levels after this value with the probabilities before it.
      let mean = 0;
      let variance = 0;
      for (const [run, probability] of before.entries()) {
        mean += probability * (posterior.means[run] ?? Number.NaN);
        variance += probability * predictiveVariance(posterior, run);
      }
      expectNear(mean, expected.predicted_mean[row]);
      expectNear(variance, expected.predicted_var[row]);
    }
    expect(found).toEqual(expected.map_run_length);
  });
});

/**
 * One run length of the reference below: how many values its level is known from, that level, and its
 * probability.
 */
interface RunLength {
  count: number;
  mean: number;
  probability: number;
}

/**
 * The bounded form written down plainly: the published recursion over a list of run lengths, of which those
 * from `maxRun` on are merged after every value, with the level of the more probable one.
 */
function boundedReference(params: (typeof golden.cases)[number]['params'], maxRun: number) {
  let runs: RunLength[] = [{ count: 0, mean: params.prior_mean, probability: 1 }];
  const precisionOf = (count: number) => 1 / params.prior_var + count / params.data_var;
  return (value: number): RunLength[] => {
    const grown = runs.map(({ count, mean, probability }) => {
      const variance = 1 / precisionOf(count) + params.data_var;
      const density = Math.exp(-((value - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
      const gain = 1 / params.data_var / precisionOf(count + 1);
      return { count: count + 1, mean: mean + gain * (value - mean), probability: probability * density };
    });
    const total = grown.reduce((sum, { probability }) => sum + probability, 0);
    const next = [
      { count: 0, mean: params.prior_mean, probability: params.hazard },
      ...grown.map((run) => ({ ...run, probability: (run.probability * (1 - params.hazard)) / total })),
    ];
    const merged = next.splice(maxRun);
    if (merged.length > 0) {
      const likeliest = merged.reduce((best, run) => (run.probability > best.probability ? run : best));
      const probability = merged.reduce((sum, run) => sum + run.probability, 0);
      next.push({ ...likeliest, probability });
    }
    runs = next;
    return runs;
  };
}

describe('the bounded form', () => {
  test.each(golden.cases)('$name: with at most 100 runs it equals a plain list, to 1e-8', (single) => {
    const posterior = start(single.params, 100);
    const reference = boundedReference(single.params, 100);
    let furthest = 0;
    for (const value of single.values) {
      bocpdStep(posterior, value);
      const expected = reference(value);
      expect(posterior.used).toBe(expected.length);
      for (const [run, { mean, probability }] of expected.entries()) {
        furthest = Math.max(furthest, Math.abs((posterior.probabilities[run] ?? Number.NaN) - probability));
        // The level of an improbable run has no effect on anything.
        if (probability > 1e-6)
          furthest = Math.max(furthest, Math.abs((posterior.means[run] ?? Number.NaN) - mean));
      }
    }
    expect(furthest).toBeLessThan(1e-8);
    expect(posterior.probabilities).toHaveLength(101);
  });

  test.each(golden.cases)('$name: it stays near the published form, as measured', ({ values, params }) => {
    const whole = start(params, 400);
    const bounded = start(params, 100);
    let shorter = 0;
    let longer = 0;
    for (const value of values) {
      bocpdStep(whole, value);
      bocpdStep(bounded, value);
      for (let run = 0; run < 100; run += 1) {
        const difference = (whole.probabilities[run] ?? 0) - (bounded.probabilities[run] ?? 0);
        shorter = Math.max(shorter, Math.abs(difference));
      }
      const together = whole.probabilities.slice(100).reduce((total, share) => total + share, 0);
      longer = Math.max(longer, Math.abs(together - (bounded.probabilities[100] ?? 0)));
    }
    expect(shorter).toBeLessThan(0.015);
    expect(longer).toBeLessThan(0.09);
  });
});

test('values far from everything known leave finite probabilities that add up to 1', () => {
  const posterior = createBocpdPosterior({
    hazard: 0.01,
    priorMean: 0,
    priorVariance: 1,
    dataVariance: 1,
    maxRun: 20,
  });
  for (const value of [0, 0, 1e4, -1e100, 1e149, 1e149, 0, 3]) {
    bocpdStep(posterior, value);
    const sum = posterior.probabilities.slice(0, posterior.used).reduce((total, share) => total + share, 0);
    expect(sum).toBeCloseTo(1, 9);
  }
  resetBocpdPosterior(posterior);
  expect(posterior.used).toBe(1);
});

test('a settled start sees the first change at once, and how long ago it was', () => {
  const options = { hazard: 1e-4, priorMean: 0, priorVariance: 4, dataVariance: 1, maxRun: 50 };
  const posterior = createSettledPosterior(options, 100);
  for (let index = 0; index < 200; index += 1) bocpdStep(posterior, Math.sin(index));
  expect(posterior.probabilities[50]).toBeGreaterThan(0.9);
  for (let index = 0; index < 6; index += 1) bocpdStep(posterior, 5 + Math.sin(index));
  expect(posterior.probabilities[50]).toBeLessThan(1e-9);
  expect(mostProbableRun(posterior)).toBe(6);
});
