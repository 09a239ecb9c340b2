import { describe, expect, test } from 'vitest';
import type { ParamValues } from '@/lib/detectors/types';
import { errorOf } from './binary-cases';
import { methodCases, readAll, subject } from './method-cases';
import { normals } from './seeded-numbers';

/** The number of points they need may change while they learn; their own tests check what they report. */
const moving = ['auto', 'anomaly'];

const cases = methodCases
  .filter(({ method }) => !moving.includes(method))
  .flatMap((single) => {
    const seasonal = subject(single.method, single.params).params.season !== undefined;
    const extras: ParamValues[] = seasonal ? [{}, { season: 'hour_of_day' }] : [{}];
    return extras.map((extra) => ({ single, extra, title: `${single.method} ${extra.season ?? ''}`.trim() }));
  });

describe('while there is too little data', () => {
  test.each(cases)('$title reports its progress and how much it needs', ({ single, extra }) => {
    const tested = subject(single.method, { ...single.params, ...extra });
    const needed = tested.method.minSamples(tested.params);
    const values = normals(3, needed + 20).map((value) => (single.binary ? errorOf(value) : value));
    readAll(tested, tested.start(), values).forEach(({ level, learning }, index) => {
      if (index + 1 >= needed) {
        expect(level).not.toBe('insufficient_data');
        expect(learning).toBeUndefined();
      } else {
        expect(level).toBe('insufficient_data');
        expect(learning).toEqual({ seen: index + 1, needed });
      }
    });
  });

  test('a fixed range counts the points inside it, and needs a window after it', () => {
    const range = { reference: 'range', reference_from: 600_000, reference_to: 1_800_000, window: 10 };
    const tested = subject('ks', { ...range, reference_size: 100 });
    const readings = readAll(tested, tested.start(), normals(4, 50));
    const learning = readings.map((reading) => reading.learning ?? null);
    expect(learning[5]).toEqual({ seen: 0, needed: 110 });
    expect(learning[10]).toEqual({ seen: 1, needed: 110 });
    expect(learning[30]).toEqual({ seen: 21, needed: 110 });
    // The range ends with 21 points in it.
    expect(learning[35]).toEqual({ seen: 26, needed: 31 });
    expect(readings[40]?.level).toBe('stable');
  });
});
