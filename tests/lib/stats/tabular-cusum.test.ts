import { describe, expect, test } from 'vitest';
import { tabularCusumStep } from '@/lib/stats/tabular-cusum';
import golden from '../../golden/cusum_tabular.json';

type Case = (typeof golden.cases)[number];

function sums({ values, params }: Case, sign: 1 | -1): number[] {
  let sum = 0;
  return values.map((value) => {
    sum = tabularCusumStep(sum, (sign * (value - params.mu0)) / params.sigma, params.k);
    return sum;
  });
}

function alarmsWithReset({ values, params }: Case): [number, string][] {
  let up = 0;
  let down = 0;
  const alarms: [number, string][] = [];
  values.forEach((value, index) => {
    const deviation = (value - params.mu0) / params.sigma;
    up = tabularCusumStep(up, deviation, params.k);
    down = tabularCusumStep(down, -deviation, params.k);
    if (up <= params.h && down <= params.h) return;
    alarms.push([index, up > params.h ? 'up' : 'down']);
    up = 0;
    down = 0;
  });
  return alarms;
}

function expectClose(actual: number[], expected: number[]) {
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(...actual.map((value, index) => Math.abs(value - (expected[index] ?? Number.NaN))));
  expect(worst).toBeLessThanOrEqual(golden.tolerance.absolute);
}

describe('against the textbook formula (golden/cusum_tabular.json, 1e-9 absolute)', () => {
  for (const single of golden.cases) {
    test(single.name, () => {
      const up = sums(single, 1);
      const down = sums(single, -1);
      expectClose(up, single.expected.c_plus);
      expectClose(down, single.expected.c_minus);
      const first = up.findIndex((sum, index) => Math.max(sum, down[index] ?? 0) > single.params.h);
      expect(first === -1 ? null : first).toBe(single.expected.first_alarm);
      expect(alarmsWithReset(single)).toEqual(single.expected.alarms_with_reset);
    });
  }
});

test('the sum is never negative and the slack is free', () => {
  expect(tabularCusumStep(0, 0.5, 0.5)).toBe(0);
  expect(tabularCusumStep(1, -7, 0.5)).toBe(0);
  expect(tabularCusumStep(1, 2, 0.5)).toBe(2.5);
});
