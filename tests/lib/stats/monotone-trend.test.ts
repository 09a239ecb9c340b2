import { expect, test } from 'vitest';
import { monotoneTrend } from '@/lib/stats/monotone-trend';
import { normals } from '../../contract/seeded-numbers';

/** Annual flow of the Nile at Aswan, 1871 to 1910, 10^8 m^3 (Cobb, Biometrika 65 (1978)). */
const nile = [
  1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958,
  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020,
  1050, 969,
];

test('slope, score and noise of a published series are those of SciPy', () => {
  // scipy.stats.theilslopes (1.17) for the slope; the score is its Kendall sum -223 with ties, variance 7359,
  // a step nearer to 0; numpy.std(ddof=1) around the line.
  const trend = monotoneTrend(nile);
  expect(trend?.slope).toBeCloseTo(-6.120238095238095, 12);
  expect(trend?.z).toBeCloseTo(-222 / Math.sqrt(7359), 12);
  expect(trend?.noise).toBeCloseTo(152.65218669572226, 9);
});

test('a straight line has every pair for it', () => {
  // n = 10: 45 pairs, variance 10 * 9 * 25 / 18 = 125.
  const line = Array.from({ length: 10 }, (_, index) => 3 - 0.5 * index);
  const trend = monotoneTrend(line);
  expect(trend?.slope).toBeCloseTo(-0.5, 12);
  expect(trend?.z).toBeCloseTo(-44 / Math.sqrt(125), 12);
  expect(trend?.noise).toBeCloseTo(0, 12);
});

test('long series are averaged, and the slope stays that of a point', () => {
  const line = Array.from({ length: 1000 }, (_, index) => 0.25 * index);
  // 200 blocks of 5: 19,900 pairs.
  const variance = (200 * 199 * 405) / 18;
  expect(monotoneTrend(line)?.slope).toBeCloseTo(0.25, 12);
  expect(monotoneTrend(line)?.z).toBeCloseTo(19_899 / Math.sqrt(variance), 9);
  expect(monotoneTrend(line, 100)?.z).toBeCloseTo(44 / Math.sqrt(125), 9);
});

test('a wild value hardly moves the slope', () => {
  const wild = [...nile];
  wild[20] = 1e9;
  expect(Math.abs((monotoneTrend(wild)?.slope ?? 0) + 6.12)).toBeLessThan(0.6);
});

test('memory counts: calm series have a score of about standard deviation 1, autocorrelated ones too', () => {
  for (const memory of [0, 0.5]) {
    let squares = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      let last = 0;
      const values = normals(seed, 400).map((shock) => {
        last = memory * last + shock;
        return last;
      });
      squares += (monotoneTrend(values)?.z ?? 0) ** 2 / 200;
    }
    // Without the correction the second would be sqrt(3).
    expect(Math.sqrt(squares)).toBeGreaterThan(0.8);
    expect(Math.sqrt(squares)).toBeLessThan(1.25);
  }
});

test('fewer than 8 blocks say nothing, a constant has no trend', () => {
  expect(monotoneTrend(nile.slice(0, 7))).toBeNull();
  expect(monotoneTrend(nile.slice(0, 31), 4)).toBeNull();
  expect(monotoneTrend(Array(20).fill(5))).toEqual({ slope: 0, z: 0, noise: 0 });
});
