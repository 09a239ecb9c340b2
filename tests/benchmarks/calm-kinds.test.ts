import { describe, expect, test } from 'vitest';
import { calmMetrics, calmValues } from '@/benchmarks/calm-kinds';
import { mean } from '@/lib/stats/mean';

const named = (name: string) => calmMetrics.find((kind) => kind.name === name) ?? calmMetrics[0];
const deviation = (values: number[]) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};
const memoryOf = (values: number[]) => {
  const middle = mean(values);
  const products = values.slice(1).map((value, index) => (value - middle) * ((values[index] ?? 0) - middle));
  return mean(products) / deviation(values) ** 2;
};

describe.each(calmMetrics.map(({ name }) => name))('%s', (name) => {
  const kind = named(name) as (typeof calmMetrics)[number];

  test('is the same for the same seed, and different for another seed', () => {
    const { tsMs, values } = calmValues(kind, 200, 'a');
    expect(calmValues(kind, 200, 'a')).toEqual({ tsMs, values });
    expect(calmValues(kind, 200, 'b').values).not.toEqual(values);
    expect(values.every(Number.isFinite)).toBe(true);
  });
});

test.each([
  ['normal', 0, 1, 0],
  ['Poisson, mean 4', 4, 2, 0],
  ['AR(1) 0.9', 0, 1, 0.9],
  ['moving mean of 50', 0, 0.141, 0.98],
  ['GARCH', 0, 1, 0],
  ['0/1, 2 % ones', 0.02, 0.14, 0],
])('%s has mean %f, standard deviation %f and autocorrelation %f', (name, level, spread, memory) => {
  const { values } = calmValues(named(name) as (typeof calmMetrics)[number], 40_000, 'shape');
  expect(Math.abs(mean(values) - level)).toBeLessThan(0.06 * Math.max(spread, 0.5));
  expect(deviation(values) / spread).toBeGreaterThan(0.9);
  expect(deviation(values) / spread).toBeLessThan(1.1);
  expect(Math.abs(memoryOf(values) - memory)).toBeLessThan(0.03);
});
