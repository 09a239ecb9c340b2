import { describe, expect, test } from 'vitest';
import { chartWeights } from '@/lib/detectors/auto/budget';
import { examine, glance } from '@/lib/detectors/auto/judge-chart';
import { addToChart, createChart, learnChart } from '@/lib/detectors/auto/score-chart';
import { normals, seededNormal } from '../../../contract/seeded-numbers';

const scrutiny = { weights: chartWeights('both').location, extra: 1, discount: 2, minSize: 8 };
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

function autoregressive(seed: number, count: number, decay: number): number[] {
  const normal = seededNormal(seed);
  let value = normal();
  return Array.from({ length: count }, () => {
    value = decay * value + Math.sqrt(1 - decay * decay) * normal();
    return value;
  });
}

/** What is found after calm values of which the last `size` lie higher by `shift`. */
function judge(calm: number[], size: number, shift: number, given = scrutiny) {
  const chart = createChart();
  const values = calm.map((value, index) => value + (index >= calm.length - size ? shift : 0));
  learnChart(chart, Float64Array.from(values.slice(0, 60)), 0, false);
  for (const value of values.slice(60)) addToChart(chart, value, 0);
  return { ...examine(chart, given) };
}

const meanStrength = (decay: number, size: number, shift: number, given = scrutiny) =>
  seeds.reduce((sum, seed) => sum + judge(autoregressive(seed, 400, decay), size, shift, given).strength, 0) /
  20;

describe('the strength of a shift', () => {
  test('grows with its size and with the values that show it', () => {
    const bySize = [0, 0.5, 1, 2].map((shift) => meanStrength(0, 40, shift));
    const byCount = [10, 20, 40, 80].map((size) => meanStrength(0, size, 1.5));
    for (const strengths of [bySize, byCount])
      for (let index = 1; index < 4; index += 1)
        expect(strengths[index]).toBeGreaterThan(strengths[index - 1] as number);
  });

  test('is that of a z test on independent noise', () => {
    // z = 2 / sqrt(1/40 + 1/360) = 12: a normal tail of about 1e-32, less what scores and few values cost.
    const strength = meanStrength(0, 40, 2);
    expect(strength).toBeGreaterThan(15);
    expect(strength).toBeLessThan(33);
  });

  test('is lowered by memory', () => {
    const [white, some, much] = [0, 0.6, 0.9].map((decay) => meanStrength(decay, 40, 2)) as [
      number,
      number,
      number,
    ];
    expect(some).toBeLessThan(white / 2);
    expect(much).toBeLessThan(some / 2);
  });

  test('is lowered by what is not known of the season', () => {
    expect(meanStrength(0, 40, 1, { ...scrutiny, extra: 1.5 })).toBeLessThan(meanStrength(0, 40, 1));
  });
});

test('calm noise is as rare as the budget says, with memory or without', () => {
  for (const decay of [0, 0.5, 0.8]) {
    const strong = seeds.filter((seed) => judge(autoregressive(seed + 500, 400, decay), 0, 0).strength > 4);
    expect(strong).toEqual([]);
  }
});

test('the split is found where it is', () => {
  for (const size of [12, 40, 150, 300])
    for (const seed of seeds) {
      const found = judge(normals(seed, 400), size, 3).size;
      expect(Math.abs(found - size)).toBeLessThanOrEqual(3);
    }
});

test('too few values of either side are no change', () => {
  const values = normals(1, 400);
  expect(judge(values, 5, 50, { ...scrutiny, minSize: 16 }).strength).toBeLessThan(4);
  const chart = createChart();
  learnChart(chart, Float64Array.from([...normals(2, 11), ...normals(3, 8, 50)]), 0, false);
  expect(examine(chart, scrutiny).strength).toBe(0);
});

test('a glance sees what the careful look sees', () => {
  for (const seed of seeds) {
    const chart = createChart();
    learnChart(chart, Float64Array.from(normals(seed, 300)), 0, false);
    let found = 0;
    for (const [index, value] of normals(seed + 100, 40, 2).entries()) {
      addToChart(chart, value, 0);
      if (found === 0 && glance(chart, scrutiny).strength > 5) found = index + 1;
    }
    expect(found).toBeGreaterThan(0);
    expect(chart.strongestSize).toBeGreaterThan(0);
  }
});
