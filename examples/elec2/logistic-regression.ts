import { solvePositiveDefinite } from './solve-positive-definite';

export interface LogisticModel {
  intercept: number;
  weights: number[];
}

export interface TrainingOptions {
  /**
   * Strength of the ridge penalty on the weights, excluding the intercept. 1 is scikit-learn's default (`C =
   * 1`).
   */
  ridge: number;
  /** Maximum number of Newton steps; about eight suffice for standardised features. */
  maxSteps: number;
  /** Training ends when no step changes a coefficient by more than this. */
  tolerance: number;
}

const defaults: TrainingOptions = { ridge: 1, maxSteps: 50, tolerance: 1e-10 };

/** P(label = 1), computed so that no exponential overflows. */
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
 * Gradient and Hessian of `Σ log-loss + ridge/2 · |weights|²` at a model, intercept first. The Hessian is
 * stored row by row in one array, with only its lower triangle filled. The gradient is zero at the optimum.
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
 * Fits a logistic regression by Newton's method from zero (iteratively reweighted least squares);
 * deterministic. The problem is convex, and the ridge makes it strictly convex, so that constant columns and
 * separable data are harmless: their weights are finite.
 *
 * @param rows standardised features
 * @param labels 0 or 1 for each row
 * @throws RangeError if there are no rows, or it has not converged after `maxSteps`
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
  throw new RangeError(`training has not converged after ${maxSteps} steps`);
}
