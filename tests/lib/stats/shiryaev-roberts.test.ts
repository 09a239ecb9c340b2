import { describe, expect, test } from 'vitest';
import { addToOverdispersion, createOverdispersion, overdispersionFactor } from '@/lib/stats/overdispersion';
import { addToShiryaevRoberts, createShiryaevRoberts } from '@/lib/stats/shiryaev-roberts';
import { seededUniform } from '../../contract/seeded-numbers';

const rise = { oddsFactors: [2], weights: [1] };

function outcomes(seed: number, count: number, rate: number): (0 | 1)[] {
  const next = seededUniform(seed);
  return Array.from({ length: count }, () => (next() < rate ? 1 : 0));
}

/** The same odds from their definition: for every rate on a fine grid, the sum over all starts. */
function byDefinition(learned: readonly number[], later: readonly number[], factor: number): number {
  const all = [...learned, ...later];
  const ones = all.reduce((sum, outcome) => sum + outcome, 0);
  let odds = 0;
  let total = 0;
  for (let logOdds = -5; logOdds <= 1; logOdds += 0.01) {
    const rate = 1 / (1 + Math.exp(-logOdds));
    const changed = 1 / (1 + Math.exp(-logOdds) / factor);
    const fit = Math.exp(ones * Math.log(rate) + (all.length - ones) * Math.log(1 - rate) + 300);
    let sum = 0;
    for (const outcome of later)
      sum = (1 + sum) * (outcome === 1 ? changed / rate : (1 - changed) / (1 - rate));
    odds += fit * sum;
    total += fit;
  }
  return Math.log10(odds / total);
}

test('agrees with the sum over all starts and rates, taken from its definition, within 0.03', () => {
  const learned = outcomes(1, 256, 0.2);
  const later = [...outcomes(2, 300, 0.2), ...outcomes(3, 100, 0.35)];
  const state = createShiryaevRoberts(learned, rise);
  const found = later.map((outcome) => addToShiryaevRoberts(state, outcome, rise).logOdds);
  for (const count of [10, 150, 300, 350, 400]) {
    expect(found[count - 1]).toBeCloseTo(byDefinition(learned, later.slice(0, count), 2), 1);
    expect(Math.abs((found[count - 1] ?? 0) - byDefinition(learned, later.slice(0, count), 2))).toBeLessThan(
      0.03,
    );
  }
});

test('stays right when the rates are drawn closer together in a long series', () => {
  const learned = outcomes(4, 256, 0.2);
  const later = outcomes(5, 1500, 0.2);
  const state = createShiryaevRoberts(learned, rise);
  let found = 0;
  for (const outcome of later) found = addToShiryaevRoberts(state, outcome, rise).logOdds;
  expect(state.plannedAt).toBeGreaterThan(256);
  expect(Math.abs(found - byDefinition(learned, later, 2))).toBeLessThan(0.05);
});

test('a calm series passes 3 at most once in 1,000 points, whatever its rate', () => {
  for (const rate of [0.03, 0.1, 0.3, 0.5]) {
    let alarms = 0;
    let points = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      let state = createShiryaevRoberts([...outcomes(seed, 256, rate), 0, 1], rise);
      for (const outcome of outcomes(seed + 1000, 2000, rate)) {
        points += 1;
        if (addToShiryaevRoberts(state, outcome, rise).logOdds <= 3) continue;
        alarms += 1;
        state = createShiryaevRoberts([...outcomes(seed + 500, 256, rate), 0, 1], rise);
      }
    }
    expect(alarms).toBeLessThanOrEqual(points / 1000);
    expect(alarms).toBeGreaterThan(points / 8000);
  }
});

test('tells a rise from a fall', () => {
  const both = { oddsFactors: [2, 0.5], weights: [0.5, 0.5] };
  for (const [rate, rises] of [
    [0.5, true],
    [0.05, false],
  ] as const) {
    const state = createShiryaevRoberts(outcomes(6, 500, 0.2), both);
    const last = outcomes(7, 200, rate).map((outcome) => ({ ...addToShiryaevRoberts(state, outcome, both) }));
    expect(last.at(-1)?.logOdds).toBeGreaterThan(4);
    expect(last.at(-1)?.rises).toBe(rises);
  }
});

describe('overdispersionFactor', () => {
  function factorOf(values: readonly number[]): number {
    const overdispersion = createOverdispersion();
    values.forEach((value, index) => {
      addToOverdispersion(overdispersion, value, index + 1);
    });
    return overdispersionFactor(
      overdispersion,
      values.reduce((sum, value) => sum + value, 0) / values.length,
    );
  }

  test('is near 1 for independent outcomes', () => {
    for (let seed = 1; seed <= 20; seed += 1) expect(factorOf(outcomes(seed, 3000, 0.1))).toBeLessThan(1.4);
  });

  test('is near 4 where every outcome comes four times in a row, and one small lasting step hardly counts', () => {
    const calm = outcomes(1, 1000, 0.2).flatMap((outcome) => [outcome, outcome, outcome, outcome]);
    expect(factorOf(calm)).toBeGreaterThan(2.8);
    expect(factorOf(calm)).toBeLessThan(5);
    const stepped = [...outcomes(2, 2000, 0.1), ...outcomes(3, 2000, 0.15)];
    expect(factorOf(stepped)).toBeLessThan(1.6);
  });

  test('sees a wave of the rate', () => {
    const next = seededUniform(5);
    const wave = Array.from({ length: 4000 }, (_, index) =>
      next() < 0.2 + 0.15 * Math.sin(index / 40) ? 1 : 0,
    );
    expect(factorOf(wave)).toBeGreaterThan(2);
  });
});
