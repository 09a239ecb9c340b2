import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseParams } from '@/lib/detectors/parse-params';
import { getMethod, methods } from '@/lib/detectors/registry';
import { levels, metricDirections, type Reading } from '@/lib/detectors/types';
import { errorOf } from './binary-cases';
import { methodCases, readAll, subject } from './method-cases';
import { normals } from './seeded-numbers';

const seeds = Array.from({ length: 150 }, (_, index) => index + 1);
/** Finite doubles of every magnitude, including zeros of both signs, and sequences of equal values. */
const awkward = fc.array(
  fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.constantFrom(
      0,
      -0,
      1,
      1e308,
      -1e308,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      Number.MIN_VALUE,
      1e150,
      2e150,
    ),
  ),
  { minLength: 1, maxLength: 90 },
);

const alarms = (readings: Reading[]) => readings.some(({ level }) => level === 'drift');

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

test('every method of the registry has its case here, and ids are unique', () => {
  const ids = methods.map(({ method }) => method);
  expect(methodCases.map(({ method }) => method).sort()).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(methodCases)('$method', (single) => {
  const tested = subject(single.method, single.params);
  const { method, params } = tested;
  const numbers = (seed: number, count: number, mean = 0) => {
    const values = normals(seed, count, mean);
    return single.binary ? values.map(errorOf) : values;
  };

  const changed = (seed: number, count: number) => {
    const { size, ofSpread } = single.shift;
    return ofSpread ? normals(seed, count, 0, size) : numbers(seed, count, size);
  };

  test('describes itself completely, so that a form can be built from it', () => {
    expect(method.method).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(method.label).not.toBe('');
    expect(method.summary).toMatch(/\.$/);
    expect(method.version).toBeGreaterThanOrEqual(1);
    const schema = z.toJSONSchema(method.paramsSchema, { io: 'input' });
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toBeUndefined();
    const properties = Object.entries(schema.properties ?? {});
    expect(properties.length).toBeGreaterThan(0);
    for (const [name, property] of properties) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
      expect(property).toHaveProperty('unit');
      expect(property).toHaveProperty('default');
      const rule = typeof property === 'object' ? (property.anyOf?.[0] ?? property) : property;
      const isChoice = typeof rule === 'object' && rule.enum !== undefined;
      if (isChoice) continue;
      expect(rule).toHaveProperty('maximum', expect.any(Number));
      expect(Object.keys(rule)).toEqual(
        expect.arrayContaining([expect.stringMatching(/^(exclusiveM|m)inimum$/)]),
      );
    }
    if (method.calibratedParam !== null) expect(schema.properties).toHaveProperty(method.calibratedParam);
  });

  test('refuses a bad param with its range, and an unknown param', () => {
    expect(() => parseParams(single.method, single.bad.params)).toThrow(single.bad.message);
    expect(() => parseParams(single.method, { ...single.params, sensitivity: 1 })).toThrow(
      /params.sensitivity unknown param, known are/,
    );
  });

  test('gives the same result twice, and does not modify its params', () => {
    const values = numbers(7, 200);
    const before = copy(params);
    const runs = metricDirections.map((direction) => {
      const once = readAll(tested, tested.start(direction), values);
      expect(readAll(tested, tested.start(direction), values)).toEqual(once);
      return once;
    });
    expect(runs).toHaveLength(3);
    expect(params).toEqual(before);
    expect(values).toEqual(numbers(7, 200));
  });

  test('keeps its states independent', () => {
    const values = numbers(8, 200);
    const alone = readAll(tested, tested.start(), values);
    const state = tested.start();
    const other = tested.start();
    const beside = values.map((value, index) => {
      method.update(other, 1000 * value, index * tested.stepMs);
      return method.update(state, value, index * tested.stepMs);
    });
    expect(beside).toEqual(alone);
  });

  test('returns insufficient_data until minSamples, and a level after that', () => {
    const minSamples = method.minSamples(params);
    const readings = readAll(tested, tested.start(), numbers(9, minSamples + 20));
    readings.forEach((reading, index) => {
      const short = index + 1 < minSamples;
      expect(reading.level === 'insufficient_data').toBe(short);
      expect(reading.statistic === null).toBe(short);
      expect(reading.threshold === null).toBe(short);
    });
  });

  test('returns finite readings for any input, in which drift is exactly statistic > threshold', () => {
    fc.assert(
      fc.property(awkward, (values) => {
        const state = tested.start();
        for (const [index, value] of values.entries()) {
          const { statistic, threshold, level, delta } = method.update(state, value, index);
          expect(levels).toContain(level);
          for (const number of [statistic, threshold, delta]) {
            expect(number === null || Number.isFinite(number)).toBe(true);
          }
          expect(level === 'drift').toBe(statistic !== null && threshold !== null && statistic > threshold);
        }
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  test('continues bit for bit after a round trip through JSON, from any point of any input', () => {
    fc.assert(
      fc.property(awkward, (values) => {
        const whole = tested.start();
        const straight = readAll(tested, whole, values);
        for (let split = 0; split <= values.length; split += 1) {
          const first = tested.start();
          readAll(tested, first, values.slice(0, split));
          const second = copy(first);
          const rest = readAll(tested, second, values.slice(split), split);
          expect(rest).toEqual(straight.slice(split));
          expect(JSON.stringify(second)).toBe(JSON.stringify(whole));
          expect(copy(method.windows(second))).toEqual(method.windows(whole));
          expect(method.onsetMs(second)).toBe(method.onsetMs(whole));
        }
      }),
      { seed: 12, numRuns: 25 },
    );
  });

  test('has a bounded state', () => {
    const state = tested.start();
    const values = numbers(13, 5000);
    readAll(tested, state, values.slice(0, single.pointsToFullState));
    const fullCount = countValues(state);
    readAll(tested, state, values.slice(single.pointsToFullState), single.pointsToFullState);
    expect(countValues(state)).toBeLessThanOrEqual(fullCount);
    expect(JSON.stringify(state).length).toBeLessThanOrEqual(single.stateCharacters);
  });

  test('never drifts on a constant', () => {
    const calm = subject(single.method, single.constants.params);
    for (const value of single.constants.values) {
      const readings = readAll(calm, calm.start(), new Array<number>(400).fill(value));
      expect(alarms(readings)).toBe(false);
      expect(readings.at(-1)?.level).toBe('stable');
    }
  });

  test('accepts gaps and equal times', () => {
    const values = numbers(14, 120);
    const regular = readAll(tested, tested.start(), values);
    const state = tested.start();
    const irregular = values.map((value, index) => method.update(state, value, Math.floor(index / 3) ** 4));
    expect(irregular).toEqual(regular);
  });

  const change = single.shift.ofSpread
    ? `${single.shift.size} times the spread`
    : `a rise of ${single.shift.size} sd`;
  test(`detects ${change} within ${single.shift.within} points`, () => {
    const found = seeds.filter((seed) => {
      const state = tested.start('lower_is_better');
      if (alarms(readAll(tested, state, numbers(seed, 50)))) return true;
      const after = changed(seed + 1000, single.shift.within);
      return alarms(readAll(tested, state, after, 50));
    });
    expect(found.length / seeds.length).toBeGreaterThanOrEqual(single.shift.share);
  });

  test(`alarms in at most ${single.falseAlarmShare * 100} % of calm streams of 1,000 points`, () => {
    const alarmed = seeds.filter((seed) => alarms(readAll(tested, tested.start(), numbers(seed, 1000))));
    expect(alarmed.length / seeds.length).toBeLessThanOrEqual(single.falseAlarmShare);
  });

  test('has windows and an onset that lie inside the series', () => {
    const state = tested.start('lower_is_better');
    expect(method.onsetMs(state)).toBeNull();
    expect(method.windows(state)).toMatchObject({ reference: null, current: null });
    const values = [...numbers(15, 60), ...changed(16, 60)];
    const { onsetWithin = 5 } = single;
    let seenOnset = false;
    for (const [index, value] of values.entries()) {
      const tsMs = index * tested.stepMs;
      const { level } = method.update(state, value, tsMs);
      const { reference, band, current } = method.windows(state);
      for (const span of [reference, current]) {
        if (span === null) continue;
        expect(span.fromMs).toBeGreaterThanOrEqual(0);
        expect(span.toMs).toBeGreaterThanOrEqual(span.fromMs);
        expect(span.toMs).toBeLessThanOrEqual(tsMs);
        expect(span.sampleCount).toBeGreaterThanOrEqual(1);
        expect(Number.isFinite(span.mean)).toBe(true);
      }
      if (level !== 'insufficient_data') expect(current?.toMs).toBe(tsMs);
      if (band?.lower != null && band.upper != null) expect(band.lower).toBeLessThanOrEqual(band.upper);
      const onsetMs = method.onsetMs(state);
      expect(onsetMs !== null).toBe(level === 'warning' || level === 'drift');
      if (onsetMs === null) continue;
      expect(onsetMs).toBeGreaterThanOrEqual(0);
      expect(onsetMs).toBeLessThanOrEqual(tsMs);
      seenOnset ||=
        level === 'drift' && Math.abs(onsetMs - 60 * tested.stepMs) <= onsetWithin * tested.stepMs;
    }
    expect(seenOnset).toBe(true);
  });
});

test('getMethod finds each method by its id', () => {
  for (const method of methods) expect(getMethod(method.method)).toBe(method);
});

/** Counts the numbers, strings and booleans in a state at any depth. */
function countValues(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + countValues(inner), 0);
}
