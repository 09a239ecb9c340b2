import { expect, test } from 'vitest';
import {
  changeCramerVonMisesWindow,
  cramerVonMisesStatistic,
  cramerVonMisesSums,
  createCramerVonMisesWindow,
  expectedCramerVonMises,
} from '@/lib/stats/cramer-von-mises-window';
import { kernelPairSums } from '@/lib/stats/kernel-pair-sums';
import { changeKsWindow, createKsWindow, ksAbove, ksBelow, ksGaps } from '@/lib/stats/ks-window';
import { equalSizesPValues } from '@/lib/stats/kswin-window';
import { inOrder, insertOrdered } from '@/lib/stats/ordered-values';
import { changeRankSumWindow, createRankSumWindow, rankSums } from '@/lib/stats/rank-sum-window';
import { normals } from '../../contract/seeded-numbers';

/**
 * Pairs of samples in ascending order: continuous, tied within and across, apart, constant, of one value and
 * of all sizes.
 */
const samples: Record<string, [number[], number[]]> = {
  continuous: [normals(1, 60), normals(2, 25, 0.5)],
  tied: [normals(3, 60).map((value) => Math.round(value)), normals(4, 25).map((value) => Math.round(value))],
  apart: [normals(5, 30), normals(6, 30, 1000)],
  'the other way round': [normals(7, 30, 1000), normals(8, 10)],
  constant: [new Array<number>(20).fill(3), new Array<number>(8).fill(3)],
  'two constants': [new Array<number>(20).fill(3), new Array<number>(8).fill(-2)],
  single: [[1], [2]],
  'of every size': [
    normals(9, 40).map((value, index) => value * 10 ** (index % 12)),
    normals(10, 40).map((value, index) => value * 10 ** (index % 9)),
  ],
};
const cases = Object.entries(samples).map(
  ([name, [first, second]]) => [name, inOrder(first), inOrder(second)] as const,
);

test.each(cases)(
  'sums of whole samples are those of a window that was filled: %s',
  (_name, first, second) => {
    const tree = createKsWindow(first, second.length);
    const squares = createCramerVonMisesWindow(first);
    const ranks = createRankSumWindow(first);
    const window: number[] = [];
    for (const value of second) {
      changeKsWindow(tree, first, value, 1);
      changeCramerVonMisesWindow(squares, first, window, value, 1);
      changeRankSumWindow(ranks, first, window, value, 1);
      insertOrdered(window, value);
    }
    expect(ksGaps(first, second)).toEqual({ above: ksAbove(tree), below: ksBelow(tree) });
    expect(rankSums(first, second)).toEqual(ranks);
    const whole = cramerVonMisesSums(first, second);
    expect(squares).toMatchObject(whole);
    expect(cramerVonMisesStatistic(whole)).toBe(cramerVonMisesStatistic(squares));
    expect(expectedCramerVonMises(whole)).toBe(expectedCramerVonMises(squares));
  },
);

/** Over every pair, one by one. */
function slowPairSums(first: number[], second: number[], bandwidth: number) {
  const kernel = (a: number, b: number) => Math.exp(-(((a - b) / bandwidth) ** 2) / 2);
  const over = (left: number[], right: number[]) =>
    left.reduce((sum, a) => sum + right.reduce((inner, b) => inner + kernel(a, b), 0), 0);
  return {
    withinFirst: over(first, first) - first.length,
    across: over(first, second),
    withinSecond: over(second, second) - second.length,
  };
}

test.each(cases.flatMap((single) => [0.01, 0.3, 1, 25].map((bandwidth) => [...single, bandwidth] as const)))(
  'kernel sums over all pairs are those taken pair by pair, to 1e-13 per pair: %s %j %j, bandwidth %d',
  (_name, first, second, bandwidth) => {
    const quick = kernelPairSums(first, second, bandwidth);
    const slow = slowPairSums(first, second, bandwidth);
    for (const [name, pairs] of [
      ['withinFirst', first.length ** 2],
      ['across', first.length * second.length],
      ['withinSecond', second.length ** 2],
    ] as const) {
      expect(Math.abs(quick[name] - slow[name]) / pairs).toBeLessThan(1e-13);
    }
  },
);

test('p-values of equal samples are those of the whole sum, to the last digit', () => {
  const size = 60;
  const whole = Array.from({ length: size + 1 }, (_, distance) => {
    if (distance === 0) return 0;
    let sum = 0;
    for (let shift = distance, sign = 1; shift <= size; shift += distance, sign = -sign) {
      let ratio = 1;
      for (let index = 1; index <= shift; index += 1) ratio *= (size - shift + index) / (size + index);
      sum += sign * ratio;
    }
    return Math.max(0, -Math.log10(Math.min(1, 2 * sum)));
  });
  expect(equalSizesPValues(size)).toEqual(whole);
});
