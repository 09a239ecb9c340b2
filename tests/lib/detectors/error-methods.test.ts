import { describe, expect, test } from 'vitest';
import { parseParams } from '@/lib/detectors/parse-params';
import { getMethod, methods } from '@/lib/detectors/registry';
import type { DetectorState, MetricDirection, ParamValues, Reading } from '@/lib/detectors/types';
import { seededUniform } from '../../contract/seeded-numbers';

/**
 * What each method holds with its default params; the figures its docstring gives come from the same
 * simulation.
 */
const promises = [
  { method: 'ddm', calmShare: 0.06, medianDelay: 200 },
  { method: 'eddm', calmShare: 0.16, medianDelay: 600 },
  { method: 'rddm', calmShare: 0.06, medianDelay: 200 },
  { method: 'hddm_a', calmShare: 0.02, medianDelay: 180 },
  { method: 'hddm_w', calmShare: 0.02, medianDelay: 600 },
  { method: 'stepd', calmShare: 0.04, medianDelay: 80 },
  { method: 'ecdd_wt', calmShare: 0.02, medianDelay: 120 },
];
const ids = promises.map(({ method }) => method);

function errors(seed: number, count: number, rate: number): number[] {
  const next = seededUniform(seed);
  return Array.from({ length: count }, () => (next() < rate ? 1 : 0));
}

function start(id: string, input: ParamValues = {}, direction: MetricDirection = 'lower_is_better') {
  return getMethod(id).init(parseParams(id, input), { direction });
}

function feed(id: string, state: DetectorState, values: number[], fromMs = 0): Reading[] {
  const method = getMethod(id);
  return values.map((value, index) => method.update(state, value, fromMs + index * 1000));
}

/** Indices where a drift begins. */
function alarms(readings: Reading[]): number[] {
  return readings.flatMap(({ level }, index) =>
    level === 'drift' && readings[index - 1]?.level !== 'drift' ? [index] : [],
  );
}

test('every binary method of the registry has its promise here', () => {
  const binary = methods.filter(({ kind }) => kind === 'binary').map(({ method }) => method);
  expect(binary.sort()).toEqual([...ids].sort());
});

describe.each(promises)('$method by default', ({ method, calmShare, medianDelay }) => {
  const seeds = Array.from({ length: 200 }, (_, index) => 31 * (index + 1));

  test.each([0.01, 0.1, 0.5])('at an error rate of %d alarms in few calm streams of 1,000 points', (rate) => {
    const alarmed = seeds.filter(
      (seed) => alarms(feed(method, start(method), errors(seed, 1000, rate))).length > 0,
    );
    expect(alarmed.length / seeds.length).toBeLessThanOrEqual(calmShare);
  });

  test('finds a rise of the error rate from 0.1 to 0.3 after 500 points', () => {
    const delays = seeds.map((seed) => {
      const state = start(method);
      feed(method, state, errors(seed, 500, 0.1));
      const after = feed(method, state, errors(seed + 1, 1500, 0.3), 500_000);
      const [first] = alarms(after);
      return first ?? Number.POSITIVE_INFINITY;
    });
    delays.sort((left, right) => left - right);
    expect(delays[seeds.length / 2]).toBeLessThanOrEqual(medianDelay);
  });
});

describe.each(ids)('%s', (id) => {
  const before = errors(5, 600, 0.05);
  const after = errors(6, 600, 0.9);

  test('reports one lasting change once, holds it while it learns, and is calm at the new rate', () => {
    const silentSize = 40;
    const state = start(id, { reference_size: silentSize });
    const readings = feed(id, state, [...before, ...after]);
    const [alarm, ...more] = alarms(readings);
    expect(more).toEqual([]);
    expect(alarm).toBeGreaterThanOrEqual(600);
    const from = alarm ?? 0;
    const held = readings.slice(from, from + silentSize + 1);
    expect(held.every(({ level }) => level === 'drift')).toBe(true);
    expect(new Set(held.map(({ statistic }) => statistic)).size).toBe(1);
    expect(readings[from + silentSize + 1]?.level).not.toBe('drift');
    expect(readings.at(-1)?.level).toBe('stable');
    const { reference } = getMethod(id).windows(state);
    expect(reference?.fromMs).toBe((from + 1) * 1000);
    expect(reference?.mean).toBeGreaterThan(0.6);
  });

  test('shows while it holds what the new rate differs from', () => {
    const state = start(id, { reference_size: 40 });
    const values = [...before, ...after];
    const method = getMethod(id);
    let index = 0;
    let reading: Reading | undefined;
    while (reading?.level !== 'drift') {
      reading = method.update(state, values[index] ?? 0, index * 1000);
      index += 1;
    }
    const last = feed(id, state, values.slice(index, index + 30), index * 1000).at(-1);
    // The cut of DDM and EDDM is where things were best, which may be long before the change.
    expect(last?.delta).toBeGreaterThan(0.1);
    const { reference, current } = method.windows(state);
    expect(reference?.mean).toBeLessThan(0.15);
    expect(current?.mean).toBeGreaterThan((reference?.mean ?? 1) + 0.1);
    expect(current?.toMs).toBe((index + 29) * 1000);
    expect(method.onsetMs(state)).toBe(current?.fromMs);
  });

  test('takes 0 for the error where higher is better', () => {
    const right = [...before, ...after].map((value) => 1 - value);
    const readings = feed(id, start(id, {}, 'higher_is_better'), right);
    const mirrored = feed(id, start(id), [...before, ...after]);
    expect(readings.map(({ level }) => level)).toEqual(mirrored.map(({ level }) => level));
    const drift = readings.find(({ level }) => level === 'drift');
    expect(drift?.delta).toBeLessThan(0);
  });

  test('watches a fall of the error rate only when asked, or when the metric has two sides', () => {
    const improving = [...errors(7, 600, 0.9), ...errors(8, 900, 0.1)];
    const found = (direction: MetricDirection, input: ParamValues) =>
      alarms(feed(id, start(id, { reference_size: 50, ...input }, direction), improving)).length > 0;
    expect(found('lower_is_better', {})).toBe(false);
    expect(found('lower_is_better', { direction: 'both' })).toBe(true);
    expect(found('two_sided', {})).toBe(true);
    expect(found('higher_is_better', {})).toBe(true);
  });

  test('is never alarmed by a stream that is always right or always wrong', () => {
    for (const value of [0, 1, -5, 7, 1e308]) {
      const readings = feed(id, start(id, { direction: 'both' }), new Array<number>(1500).fill(value));
      expect(alarms(readings)).toEqual([]);
      expect(readings.at(-1)?.level).toBe('stable');
    }
  });

  test('the first error after a faultless start is no drift', () => {
    const readings = feed(id, start(id), [
      ...new Array<number>(300).fill(0),
      1,
      ...new Array<number>(50).fill(0),
    ]);
    expect(alarms(readings)).toEqual([]);
  });

  test('learns a season and does not take its peak for a drift', () => {
    const hourMs = 3_600_000;
    const params = { reference_size: 480, season: 'hour_of_day' };
    const uniform = seededUniform(9);
    const method = getMethod(id);
    const state = start(id, params);
    let drifted = false;
    for (let hour = 0; hour < 2000; hour += 1) {
      const rate = hour % 24 < 8 ? 0.5 : 0.05;
      const { level } = method.update(state, uniform() < rate ? 1 : 0, hour * hourMs);
      drifted ||= level === 'drift';
      expect(level === 'insufficient_data').toBe(hour < 960);
    }
    expect(drifted).toBe(false);
  });
});

test('RDDM takes a warning that does not end for a drift, and forgets what lies far back', () => {
  const params = { reference_size: 30, max_warnings: 20, warning_ratio: 0, min_concept_size: 100 };
  const readings = feed('rddm', start('rddm', params), errors(1, 60, 0.2));
  expect(alarms(readings)).toEqual([50]);
  const forgetting = { min_concept_size: 100, max_concept_size: 400 };
  const calm = errors(3, 3000, 0.1);
  const rise = errors(4, 600, 0.3);
  const delay = (id: string, input: ParamValues) => {
    const state = start(id, input);
    feed(id, state, calm);
    return alarms(feed(id, state, rise, 3_000_000))[0] ?? Number.POSITIVE_INFINITY;
  };
  expect(delay('rddm', forgetting)).toBeLessThan(delay('ddm', {}));
});
