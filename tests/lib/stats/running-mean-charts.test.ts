import { describe, expect, test } from 'vitest';
import { createGeometricAverage, geometricAverageStep } from '@/lib/stats/geometric-average';
import { nextMean } from '@/lib/stats/mean';
import {
  createPageHinkley,
  pageHinkleyFall,
  pageHinkleyRise,
  pageHinkleyStep,
} from '@/lib/stats/page-hinkley';
import { tabularCusumStep } from '@/lib/stats/tabular-cusum';
import frouros from '../../golden/frouros_change.json';
import river from '../../golden/page_hinkley.json';
import streams from '../../golden/streams.json';

const all: Record<string, number[]> = { ...streams.real, ...streams.binary };

/** 1e-9 relative, absolute below 1. */
function expectClose(actual: number[], expected: number[]) {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, place) => {
    const wanted = expected[place] ?? Number.NaN;
    expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));
  });
}

/** Runs a chart that starts anew after an alarm, and compares every alarm and every checkpoint. */
function compare(
  values: number[],
  expected: { drift: number[]; checkpoints: number[][] },
  start: () => (value: number) => { drift: boolean; numbers: number[] },
) {
  const checkpoints = new Map(expected.checkpoints.map(([index, ...numbers]) => [index, numbers]));
  const drifts: number[] = [];
  let step = start();
  let compared = 0;
  for (const [index, value] of values.entries()) {
    const { drift, numbers } = step(value);
    const checkpoint = checkpoints.get(index);
    if (checkpoint !== undefined) {
      expectClose(numbers, checkpoint);
      compared += 1;
    }
    if (!drift) continue;
    drifts.push(index);
    step = start();
  }
  expect(drifts).toEqual(expected.drift);
  expect(compared).toBe(expected.checkpoints.length);
}

describe('Page-Hinkley against River: every drift, mean, sum and extreme', () => {
  test.each(river.cases)('$name', ({ stream, params, expected }) => {
    compare(all[stream] ?? [], expected, () => {
      const chart = createPageHinkley();
      return (value) => {
        pageHinkleyStep(chart, value, params.delta, params.alpha);
        const isRise = params.mode !== 'down' && pageHinkleyRise(chart) > params.threshold;
        const isFall = params.mode !== 'up' && pageHinkleyFall(chart) > params.threshold;
        const { count, mean, increase, decrease, lowest, highest } = chart;
        return {
          drift: count >= params.min_instances && (isRise || isFall),
          numbers: [mean, increase, decrease, lowest, highest],
        };
      };
    });
  });
});

interface FrourosParams {
  lambda_?: number;
  delta?: number;
  alpha?: number;
}

/** The charts of Frouros alarm upwards only, and from 30 points on. */
const frourosCharts: Record<string, (params: FrourosParams) => (value: number) => number[]> = {
  // Its Page-Hinkley is the plain sum, without the minimum taken off.
  PageHinkley: ({ delta = 0.005, alpha = 0.9999 }) => {
    const chart = createPageHinkley();
    return (value) => {
      pageHinkleyStep(chart, value, delta, alpha);
      return [chart.mean, chart.increase];
    };
  },
  GeometricMovingAverage: ({ alpha = 0.99 }) => {
    const chart = createGeometricAverage();
    return (value) => {
      geometricAverageStep(chart, value, alpha);
      return [chart.mean, chart.average];
    };
  },
  CUSUM: ({ delta = 0.005 }) => {
    let [count, mean, sum] = [0, 0, 0];
    return (value) => {
      count += 1;
      mean = nextMean(mean, value, count);
      sum = tabularCusumStep(sum, value - mean, delta);
      return [mean, sum];
    };
  },
};

describe('Frouros: every drift, running mean and sum', () => {
  test.each(frouros.cases)('$name', ({ detector, stream, params, expected }) => {
    const wanted: FrourosParams = params;
    const threshold = wanted.lambda_ ?? (detector === 'GeometricMovingAverage' ? 1 : 50);
    compare(all[stream] ?? [], expected, () => {
      const step = frourosCharts[detector]?.(wanted);
      let count = 0;
      return (value) => {
        const numbers = step?.(value) ?? [];
        count += 1;
        return { drift: count >= 30 && (numbers[1] ?? 0) > threshold, numbers };
      };
    });
  });
});
