import { expect, test } from 'vitest';
import { modelReference } from '@/lib/monitoring/reference-model';
import { type SimulatedReplicates, simulateReplicates } from '@/lib/monitoring/simulated-replicates';
import { normals } from '../../contract/seeded-numbers';

const hourMs = 3_600_000;

/**
 * 400 hourly values with an autocorrelation of 0.5: worth 133, so that the level has a standard error of
 * 0.087 sd.
 */
function reference() {
  let last = 0;
  const values = normals(5, 400).map((shock) => {
    last = 0.5 * last + shock;
    return last;
  });
  return { tsMs: values.map((_, index) => index * hourMs), values };
}

function spreadOfLevels({ length, series }: SimulatedReplicates): number {
  const count = series.length;
  const levels = series.map(({ values }) => values.reduce((sum, value) => sum + value / length, 0));
  const mean = levels.reduce((sum, level) => sum + level / count, 0);
  return Math.sqrt(levels.reduce((sum, level) => sum + (level - mean) ** 2 / (count - 1), 0));
}

test('lives that go on from a reference have levels as uncertain as its own, fresh ones have one level', () => {
  const model = modelReference(reference());
  expect(model.levelError / (model.noise * Math.sqrt(3 / 400))).toBeGreaterThan(0.8);
  expect(model.levelError / (model.noise * Math.sqrt(3 / 400))).toBeLessThan(1.25);
  const shape = { count: 60, length: 20_000, seed: 'lives' };
  const continued = spreadOfLevels(simulateReplicates(model, { ...shape, fromMs: 400 * hourMs }));
  expect(continued / model.levelError).toBeGreaterThan(0.9);
  expect(continued / model.levelError).toBeLessThan(1.15);
  // What is left is the chance of 20,000 points.
  expect(spreadOfLevels(simulateReplicates(model, { ...shape, fromMs: null }))).toBeLessThan(
    0.3 * model.levelError,
  );
});

test('errors of 0 and 1 stay what they are', () => {
  const values = normals(5, 400).map((value) => (value > 1 ? 1 : 0));
  const model = modelReference({ tsMs: values.map((_, index) => index * hourMs), values });
  const lives = simulateReplicates(model, { count: 5, length: 500, fromMs: 400 * hourMs, seed: 'errors' });
  expect(new Set(lives.series.flatMap(({ values }) => [...values]))).toEqual(new Set([0, 1]));
});
