import { expect, test } from 'vitest';
import { middleCode, scoreCode } from '@/lib/detectors/auto/normal-scores';
import {
  addToChart,
  chartSize,
  createChart,
  learnChart,
  sumOfLast,
  windowSizes,
} from '@/lib/detectors/auto/score-chart';
import { normals } from '../../../contract/seeded-numbers';

/** A chart that has learned 100 values and seen the rest, and the scores of all. */
function chartOf(values: number[]) {
  const chart = createChart();
  learnChart(chart, Float64Array.from(values.slice(0, 100)), 0, false);
  for (const value of values.slice(100)) addToChart(chart, value, 0);
  return { chart, scores: values.map((value) => scoreCode(chart.edges, value) - middleCode) };
}

const sumOf = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0);

test.each([100, 513, 639, 640, 641, 1279, 1280, 2000])('the sums of %i values are exact', (count) => {
  const { chart, scores } = chartOf(normals(count, count, 3));
  expect(chart.count).toBe(count);
  expect(chart.sum).toBe(sumOf(scores));
  for (const size of [...windowSizes, chartSize].filter((one) => one <= count))
    expect(sumOfLast(chart, size)).toBe(sumOf(scores.slice(-size)));
});

test('what is older than the values kept stays as a sum, with its edges', () => {
  const values = normals(4, 1500);
  const { chart, scores } = chartOf(values);
  const edges = [...chart.edges];
  const shifted = values.slice(-chartSize).map((value) => value + 2);
  learnChart(chart, Float64Array.from(shifted), 0, true);
  expect(chart.edges).toEqual(edges);
  expect(chart.count).toBe(1500);
  const anew = shifted.map((value) => scoreCode(edges, value) - middleCode);
  expect(chart.sum).toBe(sumOf(scores.slice(0, -chartSize)) + sumOf(anew));
  expect(sumOfLast(chart, chartSize)).toBe(sumOf(anew));
});

test('otherwise the values are all there is, and the edges are theirs', () => {
  const { chart } = chartOf(normals(5, 1500));
  learnChart(chart, Float64Array.from(normals(6, 90, 50)), 0, false);
  expect(chart.count).toBe(90);
  expect(chart.edges[10]).toBeGreaterThan(49);
  expect(Math.abs(chart.sum)).toBeLessThan(90);
});

test('what differs from a constant by no more than the floor is equal to it', () => {
  const chart = createChart();
  learnChart(chart, new Float64Array(40).fill(7), 0.01, false);
  for (const value of [7.009, 6.991, 7]) addToChart(chart, value, 0.01);
  expect(chart.sum).toBe(0);
  addToChart(chart, 7.011, 0.01);
  expect(chart.sum).toBeGreaterThan(0);
});
