import { expect, test } from 'vitest';
import { anomaly } from '@/lib/detectors/anomaly';
import { parseParams } from '@/lib/detectors/parse-params';
import type { MetricTraits, Reading } from '@/lib/detectors/types';
import { normals, seededUniform } from '../../contract/seeded-numbers';

const twoSided: MetricTraits = { direction: 'two_sided' };
const startMs = Date.UTC(2026, 0, 5);

function read(values: number[], stepMs = 300_000, traits = twoSided, params = {}): Reading[] {
  const state = anomaly.init(anomaly.paramsSchema.parse(parseParams('anomaly', params)), traits);
  return values.map((value, index) => anomaly.update(state, value, startMs + index * stepMs));
}

/** Rows at which a drift begins, at the defaults. */
function alarms(values: number[], stepMs?: number, traits?: MetricTraits, params?: object): number[] {
  const readings = read(values, stepMs, traits, params);
  return readings.flatMap(({ level }, index) =>
    level === 'drift' && readings[index - 1]?.level !== 'drift' ? [index] : [],
  );
}

const inside = (found: number[], from: number, to: number) =>
  found.filter((index) => index >= from && index < to).length;

function autoregression(seed: number, count: number): number[] {
  let last = 0;
  return normals(seed, count).map((value) => {
    last = 0.7 * last + Math.sqrt(0.51) * value;
    return last;
  });
}

const uniforms = (seed: number, count: number, toValue: (uniform: number) => number) => {
  const next = seededUniform(seed);
  return Array.from({ length: count }, () => toValue(next()));
};

const calm: Record<string, (seed: number, count: number) => number[]> = {
  normal: (seed, count) => normals(seed, count, 5),
  'AR(1) of 0.7': autoregression,
  'log-normal': (seed, count) => normals(seed, count, 0, 0.6).map(Math.exp),
  exponential: (seed, count) => uniforms(seed, count, (share) => -Math.log(1 - share)),
  'mostly zero': (seed, count) => uniforms(seed, count, (share) => (share < 0.95 ? 0 : 100 * (share - 0.95))),
  'rounded to halves': (seed, count) => normals(seed, count).map((value) => Math.round(2 * value) / 2),
  'daily season': (seed, count) =>
    normals(seed, count).map((value, index) => value + 3 * Math.sin((2 * Math.PI * index) / 24)),
  'random walk': (seed, count) => {
    let sum = 0;
    return normals(seed, count).map((value) => {
      sum += value;
      return sum;
    });
  },
};

// 24,000 points: 4.8 false alarms are promised. Twice that and the 95 % point of a Poisson count: 15.
test.each(Object.entries(calm))('keeps its budget of false alarms within a factor of 2: %s', (_, series) => {
  let count = 0;
  for (const seed of [1, 2, 3, 4]) count += alarms(series(seed, 6000), 3_600_000).length;
  expect(count).toBeLessThanOrEqual(15);
});

test('a larger budget gives more alarms, a smaller one fewer, and the threshold is its power of ten', () => {
  const values = normals(5, 20_000);
  const counts = [500, 5000, 1e9].map(
    (every) => alarms(values, 300_000, twoSided, { false_alarm_every: every }).length,
  );
  expect(counts[0]).toBeGreaterThan(counts[1] ?? 0);
  expect(counts[2]).toBe(0);
  expect(read(values.slice(0, 300)).at(-1)?.threshold).toBeCloseTo(Math.log10(5000), 12);
});

test('the scale of the values plays no part', () => {
  const values = normals(6, 4000, 5);
  values[2000] = 20;
  expect(alarms(values.map((value) => value * 1024))).toEqual(alarms(values));
});

test('says how far it has learned until it judges', () => {
  const readings = read(normals(7, 202));
  expect(readings[0]?.learning).toEqual({ seen: 1, needed: 201 });
  expect(readings[199]?.learning).toEqual({ seen: 200, needed: 201 });
  expect(readings[200]?.learning).toBeUndefined();
  expect(readings[200]?.level).not.toBe('insufficient_data');
});

test.each([1, 2, 3])('finds a spike and a level never seen, seed %i', (seed) => {
  const values = normals(seed, 3000, 50);
  values[1500] = 65;
  for (let index = 2600; index < 2700; index += 1) values[index] = (values[index] ?? 0) + 10;
  const found = alarms(values);
  expect(inside(found, 1500, 1501)).toBe(1);
  expect(inside(found, 2600, 2605)).toBeGreaterThanOrEqual(1);
});

test.each([1, 2, 3])('one event is one sharp peak: 40 points later all is stable again, seed %i', (seed) => {
  const values = normals(seed, 1500, 50);
  for (let index = 1000; index < 1010; index += 1) values[index] = (values[index] ?? 0) - 15;
  const readings = read(values);
  expect(inside(alarms(values), 1000, 1050)).toBe(1);
  expect(readings.slice(1000, 1050).filter(({ level }) => level === 'drift').length).toBeLessThanOrEqual(3);
  expect(readings[1050]?.level).toBe('stable');
});

const outageCases: [string, (seed: number) => number[], number][] = [
  ['normal', (seed) => normals(seed, 10_000), -10],
  ['accuracy', (seed) => normals(seed, 10_000, 0.92, 0.005), 0.8],
  ['log-normal', (seed) => normals(seed, 10_000, 4, 0.3).map(Math.exp), 0],
];

test.each(outageCases)('finds an outage of 10 rows every 500 rows each time: %s', (_, series, outage) => {
  let found = 0;
  let other = 0;
  for (const seed of [11, 12]) {
    const values = series(seed);
    for (let from = 500; from < 10_000; from += 500) values.fill(outage, from, from + 10);
    const rows = alarms(values);
    for (let from = 500; from < 10_000; from += 500) found += Math.min(1, inside(rows, from, from + 10));
    other += rows.filter((row) => row < 500 || row % 500 >= 10).length;
  }
  expect(found).toBeGreaterThanOrEqual(37);
  expect(other).toBeLessThanOrEqual(8);
});

test('outages of a constant metric are not got used to either', () => {
  const values = new Array<number>(10_000).fill(1);
  for (let from = 500; from < 10_000; from += 500) values.fill(0, from, from + 10);
  const rows = alarms(values);
  let found = 0;
  for (let from = 500; from < 10_000; from += 500) found += Math.min(1, inside(rows, from, from + 10));
  expect(found).toBeGreaterThanOrEqual(16);
});

test.each([
  ['while learning', 10, 600],
  ['later', 400, 1000],
  ['just before', 600, 700],
])('one value 1,000 sd away does not blind it: %s', (_, wildAt, fallAt) => {
  const values = normals(13, 2000, 0.92, 0.005);
  values.fill(0.5, fallAt);
  values[wildAt] = -999;
  expect(inside(alarms(values), fallAt, fallAt + 10)).toBeGreaterThanOrEqual(1);
});

test('late events are found as the early ones are: 40 dips of 5 to 9 sd in a metric with a daily season', () => {
  let early = 0;
  let late = 0;
  for (const seed of [14, 15, 16]) {
    const values = normals(seed, 14_000).map(
      (value, index) => value + 2 * Math.sin((2 * Math.PI * index) / 288),
    );
    const starts = Array.from({ length: 40 }, (_, event) => 1500 + 300 * event + ((37 * event) % 90));
    starts.forEach((from, event) => {
      for (let at = from; at < from + 8; at += 1) values[at] = (values[at] ?? 0) - 5 - (event % 5);
    });
    const rows = alarms(values);
    const hits = starts.map((from) => Math.min(1, inside(rows, from, from + 12)));
    early += hits.slice(0, 20).reduce((sum, hit) => sum + hit, 0);
    late += hits.slice(20).reduce((sum, hit) => sum + hit, 0);
  }
  expect(late).toBeGreaterThanOrEqual(0.8 * early);
  expect(late).toBeGreaterThanOrEqual(36);
});

test('a level that lasts is reported once and is ordinary from then on', () => {
  const values = [...normals(17, 2000), ...normals(18, 3000, 12)];
  const found = alarms(values);
  expect(inside(found, 2000, 2010)).toBe(1);
  expect(inside(found, 2100, 5000)).toBeLessThanOrEqual(3);
});

test('an ordinary value at the wrong time of day is odd', () => {
  const noise = normals(5, 6000, 0, 0.5);
  const values = noise.map((value, index) => 50 + 10 * Math.sin((2 * Math.PI * index) / 288) + value);
  // The height of a quarter of a day for an hour at midnight.
  for (let index = 5184; index < 5196; index += 1) values[index] = 60 + (noise[index] ?? 0);
  expect(inside(alarms(values), 5184, 5196)).toBeGreaterThanOrEqual(1);
});

test('hours are by the clocks of the metric: a season of New York has its mean in the hours there', () => {
  const traits = { ...twoSided, timeZone: 'America/New_York' };
  const state = anomaly.init(anomaly.paramsSchema.parse(parseParams('anomaly')), traits);
  const springMs = Date.UTC(2026, 1, 1);
  const hour = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York',
    hour: 'numeric',
    hourCycle: 'h23',
  });
  for (let index = 0; index < 24 * 70; index += 1) {
    const tsMs = springMs + index * 3_600_000;
    anomaly.update(state, Number(hour.format(tsMs)), tsMs);
  }
  expect(state.hourMean).toEqual(Array.from({ length: 24 }, (_, at) => at));
});

test.each([
  ['equal values', 0, 12],
  ['values within 2 % of the noise', 0.02, 40],
])('a flat line in noise is found: %s', (_, noise, length) => {
  for (const seed of [11, 12, 13]) {
    const values = normals(seed, 1500);
    const rest = normals(seed + 100, length, 0, noise);
    for (let index = 0; index < length; index += 1) values[1000 + index] = 0.3 + (rest[index] ?? 0);
    expect(inside(alarms(values), 1004, 1000 + length)).toBeGreaterThanOrEqual(1);
  }
});

/** 21 days of a point a minute, busy from two to three at night. */
function nightly(seed: number, size: number, noise: number): number[] {
  return normals(seed, 21 * 1440).map(
    (value, index) => noise * value + (index % 1440 >= 120 && index % 1440 < 180 ? size : 0),
  );
}

test.each([
  ['a constant', 0],
  ['noise', 1],
])('a nightly job is told for the first days only: on %s', (_, noise) => {
  for (const seed of [21, 22]) {
    const rows = alarms(nightly(seed, 20, noise), 60_000);
    expect(inside(rows, 0, 4 * 1440)).toBeGreaterThanOrEqual(2);
    // 17 days of 1,440 points: 5 false alarms are promised, and 17 jobs come.
    expect(inside(rows, 4 * 1440, 21 * 1440)).toBeLessThanOrEqual(noise === 0 ? 0 : 8);
  }
});

test('the same at another time of the day is told', () => {
  const values = nightly(23, 20, 1);
  const from = 15 * 1440 + 840;
  for (let index = from; index < from + 60; index += 1) values[index] = (values[index] ?? 0) + 20;
  expect(inside(alarms(values, 60_000), from, from + 10)).toBeGreaterThanOrEqual(1);
});

test('a habit goes with the clocks of the metric when they change', () => {
  // The tenth night is that of 8 March, when the clocks of New York change at 7:00 UTC.
  const firstMs = Date.UTC(2026, 1, 26);
  const changeMs = Date.UTC(2026, 2, 8, 7);
  const toldAfterwards = ['America/New_York', 'UTC'].map((timeZone) => {
    const state = anomaly.init(anomaly.paramsSchema.parse(parseParams('anomaly')), { ...twoSided, timeZone });
    let told = 0;
    for (let minute = 0; minute < 20 * 1440; minute += 1) {
      const tsMs = firstMs + minute * 60_000;
      const offset = tsMs < changeMs ? 300 : 240;
      const isBusy = Math.floor((minute - offset) / 60) % 24 === 3;
      const { level } = anomaly.update(state, isBusy ? 20 : 0, tsMs);
      if (level === 'drift' && tsMs > changeMs) told += 1;
    }
    return told;
  });
  expect(toldAfterwards[0]).toBe(0);
  expect(toldAfterwards[1]).toBeGreaterThanOrEqual(1);
});

test('a constant that is left every 150 points keeps to one alarm in 5,000 points, whatever is asked', () => {
  const values = new Array<number>(10_000).fill(1);
  for (let from = 150; from < 10_000; from += 150) values.fill(0, from, from + 10);
  const [sooner, later] = [500, 5000].map((every) =>
    inside(alarms(values, 300_000, twoSided, { false_alarm_every: every }), 1000, 10_000),
  );
  expect(sooner).toBe(later);
});
