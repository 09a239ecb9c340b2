import { solvePositiveDefinite } from './solve-positive-definite';

export interface LogisticModel {
  intercept: number;
  weights: number[];
}

export interface TrainingOptions {
  /** Strength of the ridge on the weights; the intercept is free. 1 is scikit-learn's default (`C = 1`). */
  ridge: number;
  /** Newton steps at most; about eight are enough on standardised features. */
  maxSteps: number;
  /** Trained when no step changes a coefficient by more than this. */
  tolerance: number;
}

const defaults: TrainingOptions = { ridge: 1, maxSteps: 50, tolerance: 1e-10 };

/** P(label = 1); written so that no exponential overflows. */
export function predictProbability(model: LogisticModel, row: readonly number[]): number {
  const score = row.reduce(
    (sum, value, column) => sum + value * (model.weights[column] ?? 0),
    model.intercept,
  );
  if (score >= 0) return 1 / (1 + Math.exp(-score));
  const odds = Math.exp(score);
  return odds / (1 + odds);
}

/**
 * Gradient and Hessian of `Σ log-loss + ridge/2 · |weights|²` at a model, the intercept first. The Hessian comes row by
 * row in one array, its lower triangle filled. At the optimum the gradient is zero.
 */
export function derivatives(
  model: LogisticModel,
  rows: readonly number[][],
  labels: readonly number[],
  ridge: number,
) {
  const size = model.weights.length + 1;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  rows.forEach((row, index) => {
    const probability = predictProbability(model, row);
    const residual = probability - (labels[index] ?? 0);
    const curvature = probability * (1 - probability);
    const inputs = [1, ...row];
    for (let i = 0; i < size; i++) {
      const input = inputs[i] ?? 0;
      gradient[i] = (gradient[i] ?? 0) + residual * input;
      for (let j = 0; j <= i; j++) {
        const cell = i * size + j;
        hessian[cell] = (hessian[cell] ?? 0) + curvature * input * (inputs[j] ?? 0);
      }
    }
  });
  model.weights.forEach((weight, column) => {
    const diagonal = (column + 1) * (size + 1);
    gradient[column + 1] = (gradient[column + 1] ?? 0) + ridge * weight;
    hessian[diagonal] = (hessian[diagonal] ?? 0) + ridge;
  });
  return { gradient, hessian };
}

/**
 * Logistic regression by Newton's method from zero (iteratively reweighted least squares), the same every time.
 * `rows` are the standardised features, `labels` 0 or 1 for each. The problem is convex and the ridge makes it
 * strictly so, hence columns without variation and separable data are no trouble: they end with finite weights.
 * Throws a RangeError when there are no rows or it has not settled after `maxSteps`.
 */
export function trainLogisticRegression(
  rows: readonly number[][],
  labels: readonly number[],
  options: Partial<TrainingOptions> = {},
): LogisticModel {
  const { ridge, maxSteps, tolerance } = { ...defaults, ...options };
  if (rows.length === 0 || rows.length !== labels.length) {
    throw new RangeError(
      `training needs as many labels as rows, at least 1; got ${labels.length} and ${rows.length}`,
    );
  }
  const model: LogisticModel = { intercept: 0, weights: new Array<number>(rows[0]?.length ?? 0).fill(0) };
  for (let step = 0; step < maxSteps; step++) {
    const { gradient, hessian } = derivatives(model, rows, labels, ridge);
    const [change = 0, ...changes] = solvePositiveDefinite(hessian, gradient);
    model.intercept -= change;
    model.weights = model.weights.map((weight, column) => weight - (changes[column] ?? 0));
    if (Math.max(...[change, ...changes].map(Math.abs)) <= tolerance) return model;
  }
  throw new RangeError(`training has not settled after ${maxSteps} steps`);
}
