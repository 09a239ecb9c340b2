import { describe, expect, it } from 'vitest';
import {
  derivatives,
  type LogisticModel,
  predictProbability,
  trainLogisticRegression,
} from '../../../examples/elec2/logistic-regression';

/** Park and Miller's minimal standard generator: uniform in (0, 1), always the same sequence. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Returns rows of two features in -2..2 with labels drawn from a known model. */
function drawn(truth: LogisticModel, count: number) {
  const next = uniform(20_261_123);
  const rows = Array.from({ length: count }, () => [next() * 4 - 2, next() * 4 - 2]);
  const labels = rows.map((row) => (next() < predictProbability(truth, row) ? 1 : 0));
  return { rows, labels };
}

function repeated(row: number[], ones: number, zeros: number): { rows: number[][]; labels: number[] } {
  const rows = Array.from({ length: ones + zeros }, () => row);
  return { rows, labels: rows.map((_, index) => (index < ones ? 1 : 0)) };
}

function loss(model: LogisticModel, rows: number[][], labels: number[], ridge: number): number {
  const logLoss = rows.reduce((sum, row, index) => {
    const up = predictProbability(model, row);
    return sum - Math.log(labels[index] === 1 ? up : 1 - up);
  }, 0);
  return logLoss + (ridge / 2) * model.weights.reduce((sum, weight) => sum + weight * weight, 0);
}

describe('logistic regression', () => {
  it('finds the log odds and the log odds ratio of a two-by-two table', () => {
    // 30 of 100 are ones without the feature, 80 of 100 with it: the maximum likelihood has a closed form.
    const without = repeated([0], 30, 70);
    const having = repeated([1], 80, 20);
    const model = trainLogisticRegression(
      [...without.rows, ...having.rows],
      [...without.labels, ...having.labels],
      { ridge: 0 },
    );
    expect(model.intercept).toBeCloseTo(Math.log(30 / 70), 9);
    expect(model.weights[0]).toBeCloseTo(Math.log((80 * 70) / (20 * 30)), 9);
  });

  it('returns the log odds of the labels if there is no feature', () => {
    const { rows, labels } = repeated([], 3, 1);
    expect(trainLogisticRegression(rows, labels).intercept).toBeCloseTo(Math.log(3), 9);
  });

  it('ends where the gradient of the penalised loss is zero', () => {
    const { rows, labels } = drawn({ intercept: -0.5, weights: [1.5, -1] }, 500);
    const model = trainLogisticRegression(rows, labels, { ridge: 3 });
    for (const slope of derivatives(model, rows, labels, 3).gradient)
      expect(Math.abs(slope)).toBeLessThan(1e-8);
  });

  it('has a gradient and a Hessian that agree with differences of the loss', () => {
    const { rows, labels } = drawn({ intercept: 0.3, weights: [0.7, -0.2] }, 40);
    const at = [0.1, -0.4, 0.6];
    const modelAt = ([intercept = 0, ...weights]: number[]): LogisticModel => ({ intercept, weights });
    const moved = (index: number, by: number) =>
      modelAt(at.map((value, i) => (i === index ? value + by : value)));
    const step = 1e-5;
    const { gradient, hessian } = derivatives(modelAt(at), rows, labels, 2);
    for (let i = 0; i < 3; i++) {
      const rise = loss(moved(i, step), rows, labels, 2) - loss(moved(i, -step), rows, labels, 2);
      expect(gradient[i]).toBeCloseTo(rise / (2 * step), 5);
      const up = derivatives(moved(i, step), rows, labels, 2).gradient;
      const down = derivatives(moved(i, -step), rows, labels, 2).gradient;
      for (let j = i; j < 3; j++) {
        expect(hessian[j * 3 + i]).toBeCloseTo(((up[j] ?? 0) - (down[j] ?? 0)) / (2 * step), 4);
      }
    }
  });

  it('recovers the coefficients from which the labels were drawn', () => {
    const truth = { intercept: -0.5, weights: [1.5, -1] };
    const { rows, labels } = drawn(truth, 20_000);
    const model = trainLogisticRegression(rows, labels);
    // The standard errors are about 0.02, so 0.08 is four of them.
    expect(Math.abs(model.intercept - truth.intercept)).toBeLessThan(0.08);
    model.weights.forEach((weight, column) => {
      expect(Math.abs(weight - (truth.weights[column] ?? 0))).toBeLessThan(0.08);
    });
  });

  it('gives a constant column no weight, and separable data finite weights', () => {
    const rows = [-2, -1, 1, 2].map((value) => [value, 0]);
    const model = trainLogisticRegression(rows, [0, 0, 1, 1]);
    expect(model.weights[1]).toBe(0);
    expect(model.weights[0]).toBeGreaterThan(0.5);
    expect(model.weights[0]).toBeLessThan(5);
  });

  it('keeps probabilities within 0 and 1 for scores beyond the range of the exponential', () => {
    const steep = { intercept: 0, weights: [1000] };
    expect(predictProbability(steep, [5])).toBe(1);
    expect(predictProbability(steep, [-5])).toBe(0);
    expect(predictProbability(steep, [0])).toBe(0.5);
  });

  it('refuses to train on nothing, on unequal lengths, and without a unique solution', () => {
    expect(() => trainLogisticRegression([], [])).toThrow('got 0 and 0');
    expect(() => trainLogisticRegression([[1]], [1, 0])).toThrow('got 2 and 1');
    expect(() => trainLogisticRegression([[0], [0]], [1, 0], { ridge: 0 })).toThrow('not positive definite');
    const { rows, labels } = drawn({ intercept: 0, weights: [1, 1] }, 50);
    expect(() => trainLogisticRegression(rows, labels, { maxSteps: 1 })).toThrow(
      'not converged after 1 steps',
    );
  });
});
