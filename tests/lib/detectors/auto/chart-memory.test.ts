import { expect, test } from 'vitest';
import { memoryOf, nextChart, scores, unroll } from '@/lib/detectors/auto/chart-memory';
import { codesPerSd, middleCode, scoreCode } from '@/lib/detectors/auto/normal-scores';
import { addToChart, createChart, learnChart, type ScoreChart } from '@/lib/detectors/auto/score-chart';
import { longRunFactor } from '@/lib/stats/memory';
import { normals, seededNormal } from '../../../contract/seeded-numbers';

function autoregressive(seed: number, count: number, decay: number): number[] {
  const normal = seededNormal(seed);
  let value = normal();
  return Array.from({ length: count }, () => {
    value = decay * value + Math.sqrt(1 - decay * decay) * normal();
    return value;
  });
}

function chartOf(values: number[], chart = createChart()): ScoreChart {
  learnChart(chart, Float64Array.from(values.slice(0, 500)), 0, false);
  for (const value of values.slice(500)) addToChart(chart, value, 0);
  return chart;
}

/** How many values know as much as one, by a chart whose last `size` values are another level. */
function factorOf(chart: ScoreChart, size = 0): number {
  const kept = unroll(chart);
  return memoryOf(chart, kept, kept - size, 2).reduce(
    (sum, memory) => sum + memory.weight * longRunFactor(memory),
    0,
  );
}

test('the last scores come in their order, also after the ring has turned', () => {
  const values = normals(1, 1000);
  const chart = chartOf(values);
  expect(unroll(chart)).toBe(640);
  const expected = values
    .slice(-640)
    .map((value) => (scoreCode(chart.edges, value) - middleCode) / codesPerSd);
  expect([...scores]).toEqual(expected);
});

test('memory is measured, and a change of level or spread is not taken for it', () => {
  for (let seed = 0; seed < 10; seed += 1) {
    expect(factorOf(chartOf(normals(seed, 640)))).toBeLessThan(1.5);
    // AR(1) of 0.8: nine values know as much as one.
    const factor = factorOf(chartOf(autoregressive(seed, 640, 0.8)));
    expect(factor).toBeGreaterThan(4);
    expect(factor).toBeLessThan(18);
    const stepped = [...normals(seed, 440), ...normals(seed + 50, 200, 2)];
    expect(factorOf(chartOf(stepped), 200)).toBeLessThan(1.5);
    const wider = [...normals(seed, 240), ...normals(seed + 50, 400, 0, 4)];
    expect(factorOf(chartOf(wider), 400)).toBeLessThan(1.5);
  }
});

test('what was known of memory outlives a change, and counts for at most 300 values', () => {
  let chart = createChart();
  for (let change = 0; change < 4; change += 1) {
    chart = chartOf(autoregressive(change, 600, 0.9), nextChart(chart));
    factorOf(chart);
    expect(nextChart(chart).earlierCount).toBeLessThanOrEqual(300);
  }
  const next = chartOf(normals(9, 16), nextChart(chart));
  expect(factorOf(next)).toBeGreaterThan(4);
  expect(factorOf(chartOf(normals(9, 16)))).toBeLessThan(2);
});

test('two variograms are weighed by the values they come from', () => {
  const chart = { ...createChart(), count: 100, variogram: [1, 2], earlier: [4, 5, 6], earlierCount: 50 };
  expect(nextChart(chart).earlier).toEqual([2, 3, 6]);
  expect(nextChart(chart).earlierCount).toBe(125);
});

test('a chart that has learned nothing hands on nothing', () => {
  expect(nextChart(createChart())).toEqual(createChart());
});
