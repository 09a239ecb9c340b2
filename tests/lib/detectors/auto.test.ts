import { describe, expect, test } from 'vitest';
import { auto } from '@/lib/detectors/auto';
import { parseParams } from '@/lib/detectors/parse-params';
import { normals, seededUniform } from '../../contract/seeded-numbers';

const hourMs = 3_600_000;
/** A Monday. */
const startMs = Date.UTC(2025, 5, 2);
const seeds = [1, 2, 3, 4, 5];

/** Indices of the points at which a drift begins, with the defaults. */
function alarms(values: number[], stepMs = 300_000) {
  const state = auto.init(auto.paramsSchema.parse(parseParams('auto')), { direction: 'two_sided' });
  const found: number[] = [];
  const levels: string[] = [];
  values.forEach((value, index) => {
    const { level } = auto.update(state, value, startMs + index * stepMs);
    if (level === 'drift' && levels.at(-1) !== 'drift') found.push(index);
    levels.push(level);
  });
  return { found, state, levels };
}

function errors(seed: number, count: number, rate: number): number[] {
  const next = seededUniform(seed);
  return Array.from({ length: count }, () => (next() < rate ? 1 : 0));
}

/** Exactly one alarm, at most `within` points after each of the changes. */
function expectAlarms(values: number[], changes: number[], within: number) {
  const { found } = alarms(values);
  expect(found).toHaveLength(changes.length);
  changes.forEach((change, index) => {
    expect(found[index]).toBeGreaterThanOrEqual(change);
    expect(found[index]).toBeLessThan(change + within);
  });
}

test('a value that is stuck is reported once, wherever its decimals end', () => {
  // Half way between two values of the rounding by the noise.
  for (let at = 0; at < 40; at += 1) {
    const value = Number((4.50005 + at / 40).toFixed(5));
    expectAlarms([...normals(at, 600, 5), ...new Array<number>(400).fill(value)], [600], 10);
  }
});

test('a value that is stuck on a daily season is reported once, until it moves again', () => {
  const quarterHourMs = 900_000;
  const day = (index: number) => 10 + 3 * Math.sin((2 * Math.PI * index) / 96);
  const calm = normals(3, 96 * 20).map((noise, index) => day(index) + noise);
  const stuck = new Array<number>(96 * 10).fill(calm.at(-1) ?? 0);
  const again = normals(4, 96 * 4).map((noise, index) => day(index) + noise);
  const { found, levels } = alarms([...calm, ...stuck, ...again], quarterHourMs);
  expect(found).toHaveLength(1);
  expect(found[0]).toBeLessThan(96 * 20 + 10);
  expect(new Set(levels.slice(96 * 20 + 10, 96 * 30))).toEqual(new Set(['drift']));
  expect(levels.slice(96 * 30)).not.toContain('drift');
});

test('the size of a change of a series with a daily season leaves the season out', () => {
  for (const seed of seeds) {
    const day = (index: number) => 500 + 200 * Math.sin((2 * Math.PI * index) / 24);
    const change = 24 * 40 + seed * 5;
    const values = normals(seed, change + 40).map(
      (noise, index) => day(index) + 20 * noise + (index < change ? 0 : 100),
    );
    const at = alarms(values, hourMs).found.at(-1) ?? 0;
    expect(at).toBeGreaterThanOrEqual(change);
    const { state } = alarms(values.slice(0, at + 1), hourMs);
    const { reference, current } = auto.windows(state);
    // It is found within a few points, whose mean has a standard error of about 10.
    expect(reference?.sd).toBeGreaterThan(14);
    expect(reference?.sd).toBeLessThan(28);
    expect(current?.sd).toBeLessThan(40);
    expect((current?.mean ?? 0) - (reference?.mean ?? 0)).toBeGreaterThan(70);
    expect((current?.mean ?? 0) - (reference?.mean ?? 0)).toBeLessThan(130);
  }
  const { state } = alarms([...normals(6, 400), ...normals(7, 40, 3)], hourMs);
  expect(auto.windows(state).reference).not.toHaveProperty('sd');
});

test('nights without traffic are part of a season, and no value that is stuck', () => {
  const values = normals(6, 96 * 20).map((noise, index) => {
    const hour = (index % 96) / 4;
    const rate = hour < 7 ? 0 : 20 * Math.sin((Math.PI * (hour - 7)) / 17);
    return Math.max(0, Math.round(rate + Math.sqrt(rate) * noise));
  });
  expect(alarms(values, 900_000).found).toEqual([]);
});

test.each<[string, (uniform: () => number) => number]>([
  ['a heavy tail', (uniform) => (1 - uniform()) ** (-1 / 1.5)],
  ['rare values', (uniform) => (uniform() < 0.98 ? 1 : uniform())],
])('%s is no season', (_, draw) => {
  const adopted = Array.from({ length: 20 }, (__, seed) => {
    const uniform = seededUniform(seed);
    const { state } = alarms(
      Array.from({ length: 1500 }, () => draw(uniform)),
      hourMs,
    );
    return state.cells.profile?.offsets.length ?? 0;
  });
  // By chance a single value may look like its hour; against a level learned once nearly all had one.
  expect(adopted.filter((knots) => knots > 0).length).toBeLessThanOrEqual(5);
});

test('constants with steps between them have one alarm for each, whatever their decimals', () => {
  const next = seededUniform(9);
  for (let series = 0; series < 20; series += 1) {
    const levels = Array.from({ length: 5 }, () => Number((10 * next()).toFixed(1 + (series % 15))));
    const values = levels.flatMap((level) => new Array<number>(600).fill(level));
    expectAlarms(values, [600, 1200, 1800, 2400], 10);
  }
});

describe.each(seeds)('seed %i', (seed) => {
  const calm = normals(seed, 1500, 5);

  test('finds a step of 3 sd within 20 points, and the recovery as a change of its own', () => {
    const raised = normals(seed + 100, 300, 8);
    expectAlarms([...calm, ...raised, ...normals(seed + 200, 500, 5)], [1500, 1800], 20);
  });

  test('finds a wider and a narrower spread', () => {
    expectAlarms([...calm, ...normals(seed + 100, 300, 5, 2.5)], [1500], 60);
    expectAlarms([...calm, ...normals(seed + 100, 300, 5, 0.4)], [1500], 150);
  });

  test('finds a value that is stuck within 10 points, once', () => {
    expectAlarms([...calm, ...new Array<number>(600).fill(calm.at(-1) ?? 5)], [1500], 10);
  });

  test('ignores single outliers', () => {
    const values = [...calm, ...calm].map((value, index) => (index % 200 === 150 ? value + 1e6 : value));
    expect(alarms(values).found).toEqual([]);
  });

  test('learns a daily season, and finds a change of 3 sd beside it', () => {
    const season = (index: number) => 8 * Math.sin((2 * Math.PI * index) / 288);
    const noise = normals(seed, 6000, 0, 2);
    const values = noise.map((value, index) => 50 + season(index) + value + (index >= 5500 ? 6 : 0));
    const { found, state } = alarms(values);
    expect(state.cells.profile?.offsets).toHaveLength(48);
    expect(found).toHaveLength(1);
    expect(found[0]).toBeGreaterThanOrEqual(5500);
    expect(found[0]).toBeLessThan(5530);
  });

  test('finds a rate of errors that went from 0.1 to 0.3 within 150 points', () => {
    expectAlarms([...errors(seed, 2000, 0.1), ...errors(seed + 100, 400, 0.3)], [2000], 150);
  });
});

test('values that repeat themselves, of more decimals than the noise has, stay within the budget', () => {
  let count = 0;
  for (let seed = 0; seed < 20; seed += 1) {
    const next = seededUniform(seed);
    count += alarms(Array.from({ length: 4000 }, () => Math.floor(1 + 4 * next()) / 3)).found.length;
  }
  expect(count).toBeLessThanOrEqual(8);
});

test('calm series of many kinds stay within the budget of one alarm per 10,000 points', () => {
  let count = 0;
  for (const seed of seeds) {
    const noise = normals(seed, 6000);
    const skewed = noise.map((value) => Math.exp(4 + 0.6 * value));
    const counts = noise.map((value) => Math.round(3 + value));
    const huge = noise.map((value) => value * 1e307);
    const rates = errors(seed, 6000, 0.12);
    for (const values of [noise, skewed, counts, huge, rates]) count += alarms(values).found.length;
  }
  expect(count).toBeLessThanOrEqual(15);
});

test('estimates the onset of a step within a few points', () => {
  const { state } = alarms([...normals(1, 1000), ...normals(2, 10, 4)], hourMs);
  expect(Math.abs(((auto.onsetMs(state) ?? 0) - startMs) / hourMs - 1000)).toBeLessThanOrEqual(3);
});

test('a slow rise of a rate is reported once, and its recovery too', () => {
  let found = 0;
  for (const seed of seeds) {
    const next = seededUniform(seed);
    const rateAt = (index: number) =>
      index > 3500 ? 0.1 : 0.1 + 0.25 * Math.min(1, Math.max(0, (index - 2000) / 600));
    const values = Array.from({ length: 4500 }, (_, index) => (next() < rateAt(index) ? 1 : 0));
    const at = alarms(values).found;
    expect(at.filter((index) => index >= 2000 && index <= 3500)).toHaveLength(1);
    expect(at.filter((index) => index > 3500 && index < 3900)).toHaveLength(1);
    found += at.length;
  }
  expect(found).toBeLessThanOrEqual(2 * seeds.length + 1);
});

test('a series of zeros that begins to have errors becomes one of rates', () => {
  const { state } = alarms([...new Array<number>(300).fill(0), ...errors(1, 1500, 0.2)]);
  const mean = auto.windows(state).reference?.mean;
  expect(mean).toBeGreaterThan(0.15);
  expect(mean).toBeLessThan(0.25);
});

test('clumped and waving errors stay within the budget, as independent ones do', () => {
  let count = 0;
  let points = 0;
  for (const seed of seeds) {
    const next = seededUniform(seed);
    let last = 0;
    const clumped = Array.from({ length: 12_000 }, () => {
      last = next() < 0.5 ? last : next() < 0.1 ? 1 : 0;
      return last;
    });
    for (const values of [clumped, errors(seed, 12_000, 0.02), errors(seed, 12_000, 0.5)]) {
      count += alarms(values).found.length;
      points += values.length;
    }
  }
  expect(count).toBeLessThanOrEqual(points / 10_000);
});
