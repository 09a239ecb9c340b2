import { describe, expect, test } from 'vitest';
import { createEwmaChart, ewmaChartStep } from '@/lib/stats/ewma-chart';
import golden from '../../golden/ewma_chart.json';

function worstError(actual: number[], expected: number[]): number {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...actual.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN))));
}

describe('against pandas and the textbook limits (golden/ewma_chart.json, 1e-10 absolute)', () => {
  test.each(golden.cases)('$name', ({ params, values, expected }) => {
    const { mu0, sigma, L } = params;
    const chart = createEwmaChart(params.lambda);
    const steps = values.map((value) => {
      const score = ewmaChartStep(chart, (value - mu0) / sigma);
      return { score, mean: mu0 + sigma * chart.ewma, limit: L * sigma * chart.width };
    });
    const worst = golden.tolerance.absolute;
    expect(
      worstError(
        steps.map(({ mean }) => mean),
        expected.z,
      ),
    ).toBeLessThanOrEqual(worst);
    expect(
      worstError(
        steps.map(({ limit }) => mu0 + limit),
        expected.ucl,
      ),
    ).toBeLessThanOrEqual(worst);
    expect(
      worstError(
        steps.map(({ limit }) => mu0 - limit),
        expected.lcl,
      ),
    ).toBeLessThanOrEqual(worst);
    const outside = steps.flatMap(({ score }, index) => (Math.abs(score) > L ? [index] : []));
    expect(outside).toEqual(expected.out_of_control);
  });
});

test('what decays without end becomes exactly 0, and the score stays that of the final width', () => {
  const chart = createEwmaChart(0.2);
  ewmaChartStep(chart, 5);
  for (let step = 0; step < 200; step += 1) ewmaChartStep(chart, 0);
  expect(chart.memory).toBe(0);
  expect(chart.width).toBeCloseTo(1 / 3, 15);
  for (let step = 0; step < 3000; step += 1) ewmaChartStep(chart, 0);
  expect(chart.ewma).toBe(0);
});
