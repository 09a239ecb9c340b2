import { describe, expect, test } from 'vitest';
import { normals, seededNormal, seededUniform } from '../../contract/seeded-numbers';
import { dayMs, hourMs, runAuto, shareFound } from './auto/run-auto';

/*
 * Kinds of metric on which an earlier version was blind or gave false alarms, each by its smallest input.
 */

const seeds = Array.from({ length: 40 }, (_, seed) => seed);
const alarmsOf = (runs: { found: number[] }[]) => runs.reduce((sum, { found }) => sum + found.length, 0);

describe('accuracy with a day of 3.3 sd that falls by 30 sd', () => {
  test('is found with a point every hour', () => {
    const perDay = 24;
    const stepMs = dayMs / perDay;
    const calm = 10 * perDay;
    const runs = seeds.map((seed) => {
      const values = normals(seed, calm + 40).map((noise, index) => {
        const season = 3.3 * Math.SQRT2 * Math.sin((2 * Math.PI * index) / perDay);
        return 90 + season + noise - (index >= calm ? 30 : 0);
      });
      return runAuto(values, stepMs);
    });
    expect(shareFound(runs, 0, calm)).toBe(0);
    expect(shareFound(runs, calm, calm + 40)).toBe(1);
    for (const { state } of runs) expect(Math.abs(state.reference.mean - 90)).toBeLessThan(1);
  });
});

describe('daily values', () => {
  test('that fall by 4 sd after a month are found within two weeks, most within 10 points', () => {
    const runs = seeds.map((seed) =>
      runAuto(
        normals(seed, 45).map((noise, index) => noise - (index >= 30 ? 4 : 0)),
        dayMs,
      ),
    );
    expect(shareFound(runs, 0, 30)).toBe(0);
    expect(shareFound(runs, 30, 40)).toBeGreaterThanOrEqual(0.85);
    expect(shareFound(runs, 30, 45)).toBe(1);
  });

  test.each([12, 15, 20, 40])('that fall at point %i are reported with their onset', (at) => {
    const runs = seeds.map((seed) =>
      runAuto(
        normals(seed, 60).map((noise, index) => noise - (index >= at ? 4 : 0)),
        dayMs,
      ),
    );
    expect(shareFound(runs, 0, at)).toBe(0);
    expect(shareFound(runs, at, 60)).toBe(1);
    const near = runs.filter(({ onsets }) => Math.abs((onsets[0] as number) - at) <= 3);
    expect(near.length).toBeGreaterThanOrEqual(36);
  });
});

test.each([dayMs, 300_000])('a random walk every %i ms alarms a few times, then is unstable', (stepMs) => {
  for (const seed of seeds.slice(0, 10)) {
    let level = 0;
    const { found, readings } = runAuto(
      normals(seed, 4000).map((noise) => {
        level += noise;
        return level;
      }),
      stepMs,
    );
    expect(found.length).toBeLessThanOrEqual(5);
    expect(readings.some((reading) => reading.level === 'unstable')).toBe(true);
  }
});

test.each([0.5, 0.7, 0.9])('AR(1) of %f stays within the budget', (decay) => {
  const runs = seeds.slice(0, 20).map((seed) => {
    const normal = seededNormal(seed);
    let value = normal();
    const values = Array.from({ length: 4000 }, () => {
      value = decay * value + Math.sqrt(1 - decay * decay) * normal();
      return value;
    });
    return runAuto(values, hourMs / 4);
  });
  // 80,000 points at one in 10,000, and a factor of 1.5.
  expect(alarmsOf(runs)).toBeLessThanOrEqual(12);
});

test('a count that changes brings no false alarm of a value that is stuck', () => {
  const draw = (uniform: () => number, rate: number) => {
    let [count, left] = [0, Math.exp(rate)];
    for (left *= uniform(); left > 1; left *= uniform()) count += 1;
    return count;
  };
  const runs = seeds.map((seed) => {
    const uniform = seededUniform(seed);
    return runAuto(
      Array.from({ length: 1800 }, (_, index) => draw(uniform, index < 800 ? 4 : 1)),
      hourMs / 4,
    );
  });
  expect(shareFound(runs, 800, 850)).toBe(1);
  // 40,000 points after the change at one in 10,000, and a factor of 1.5.
  expect(shareFound(runs, 850, 1800) * 40).toBeLessThanOrEqual(6);
});

describe('a constant', () => {
  test('that is rounded another way does not alarm', () => {
    const residue = (index: number) => (index % 3 === 0 ? 0.3 : 0.30000000000000004);
    const values = Array.from({ length: 1200 }, (_, index) => (index < 600 ? 0.3 : residue(index)));
    expect(runAuto(values, hourMs / 4).found).toEqual([]);
  });

  test.each([0.001, 0.3, -5, 1e6])('of %f with noise of 0.01 percent does not alarm', (level) => {
    for (const seed of seeds.slice(0, 10)) {
      const noise = normals(seed, 1000).map((value) => level * (1 + 1e-4 * value));
      expect(runAuto([...new Array<number>(600).fill(level), ...noise], hourMs / 4).found).toEqual([]);
    }
  });
});

test.each([
  ['in the learned past', 15, 300],
  ['while it learns', 15, 50],
  ['while it learns by the hour', 60, 20],
])('a single -999 %s neither alarms for long nor hides a fall from 0.92 to 0.5', (_, minutes, at) => {
  let alarmsBefore = 0;
  for (const seed of seeds) {
    const values = [...normals(seed, 600, 0.92, 0.005), ...normals(seed + 500, 40, 0.5, 0.005)];
    values[at] = -999;
    const { found } = runAuto(values, minutes * 60_000);
    alarmsBefore += found.filter((index) => index < 600).length;
    expect(found.some((index) => index >= 600 && index < 620)).toBe(true);
  }
  expect(alarmsBefore).toBeLessThanOrEqual(1);
});

test.each([
  ['four values by the hour', (index: number) => [3, 5, 8, 13][Math.floor((index % 24) / 6)] as number],
  ['a rounded wave', (index: number) => Math.round(50 * Math.sin((2 * Math.PI * index) / 24)) / 10],
])('a season without noise, %s, is no change: what rounding leaves is nothing', (_, valueAt) => {
  expect(
    runAuto(
      Array.from({ length: 1500 }, (__, index) => valueAt(index)),
      hourMs,
    ).found,
  ).toEqual([]);
});

test('a series that was positive and turns negative is watched on', () => {
  const values = [
    ...normals(1, 400).map((noise) => Math.exp(0.6 * noise)),
    ...normals(2, 300, -10),
    ...normals(3, 300, -100),
  ];
  const { found } = runAuto(values, hourMs);
  expect(found.some((index) => index >= 400 && index < 500)).toBe(true);
  expect(found.some((index) => index >= 700 && index < 760)).toBe(true);
});

test('counts that begin with zeros and ones get their season', () => {
  const uniform = seededUniform(3);
  const head = Array.from({ length: 40 }, () => (uniform() < 0.5 ? 0 : 1));
  const counts = normals(4, 900).map((noise, index) =>
    Math.round(20 + 15 * Math.sin((2 * Math.PI * index) / 24) + 2 * noise),
  );
  expect(runAuto([...head, ...counts], hourMs).state.cells.profile).not.toBeNull();
});

test('the tiniest values have a logarithm, and no state holds what JSON cannot', () => {
  const values = normals(5, 300).map((noise) => Math.exp(3 * noise));
  values[10] = 5e-324;
  for (const series of [values, normals(6, 300).map((noise, index) => (index % 2 ? 1e-9 * noise : noise))]) {
    const { state } = runAuto(series, hourMs);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  }
});

describe.each([
  ['10 min', 600_000, 40],
  ['an hour', hourMs, 100],
  ['2 hours', 2 * hourMs, 200],
])('a metric that stands still from seven in the evening to seven, every %s', (_, stepMs, days) => {
  const perDay = dayMs / stepMs;
  /** About `level` by day, `still` by night. */
  const daysAndNights = (seed: number, level: number, noise: number, still: number, factor = 1) =>
    normals(seed, days * perDay).map((normal, index) => {
      const hour = ((index % perDay) / perDay) * 24;
      const isAfter = index >= 0.8 * days * perDay;
      return hour >= 7 && hour < 19 ? level * (isAfter ? factor : 1) + noise * normal : still;
    });

  test.each([
    ['0', 40, 6, 0],
    ['a third', 0.8, 0.03, 1 / 3],
  ])('alarms hardly ever where it stands still at %s', (__, level, noise, still) => {
    const runs = [1, 2, 3, 4, 5, 6].map((seed) => runAuto(daysAndNights(seed, level, noise, still), stepMs));
    // One alarm in 10,000 points is promised; the first season of a series may be a little off.
    expect(alarmsOf(runs)).toBeLessThanOrEqual(3);
  });

  test('and a day that falls by a third is found within five days', () => {
    const runs = [1, 2, 3, 4, 5, 6].map((seed) => runAuto(daysAndNights(seed, 40, 6, 0, 2 / 3), stepMs));
    const from = 0.8 * days * perDay;
    expect(shareFound(runs, from, from + 5 * perDay)).toBe(1);
  });
});

test('a busy hour every night is no change once it is known, and a change beside it is found', () => {
  const minutes = 20 * 1440;
  const from = 17 * 1440;
  const runs = [1, 2, 3].map((seed) =>
    runAuto(
      normals(seed, minutes, 50).map((value, index) => {
        const isBusy = index % 1440 >= 120 && index % 1440 < 180;
        return value + (isBusy ? 20 : 0) + (index >= from ? 2 : 0);
      }),
      60_000,
    ),
  );
  const early = runs.flatMap(({ found }) => found.filter((index) => index < 4 * 1440));
  const late = runs.flatMap(({ found }) => found.filter((index) => index >= 4 * 1440 && index < from));
  expect(early.length).toBeLessThanOrEqual(12);
  expect(late.length).toBeLessThanOrEqual(3);
  expect(shareFound(runs, from, from + 60)).toBe(1);
});
