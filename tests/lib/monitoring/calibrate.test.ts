import { describe, expect, test } from 'vitest';
import {
  calibrate,
  createBehaviour,
  DetectorStrategy,
  DriftwatchError,
  type SeriesPoints,
  toSeriesPoints,
} from '@/lib/monitoring/index';
import {
  type CalmKind,
  calmKinds,
  calmSeries,
  calmSpacingMs,
  calmTimes,
} from '../../../benchmarks/calm-series';

function referenceOf(kind: CalmKind, count: number, seed = 'reference'): SeriesPoints {
  return { tsMs: calmTimes(count), values: calmSeries(kind, count, seed) };
}

/** Mean points between alarms on fresh series of the kind, each judged from its first point on. */
function pointsBetweenAlarms(
  method: string,
  params: unknown,
  kind: CalmKind,
  { lives, length }: { lives: number; length: number },
): number {
  let alarms = 0;
  let points = 0;
  for (let life = 0; life < lives; life += 1) {
    const strategy = new DetectorStrategy(createBehaviour(method, params));
    let wasDrift = false;
    for (const [index, value] of calmSeries(kind, length, `fresh ${life}`).entries()) {
      const { level } = strategy.update(value, index * calmSpacingMs);
      if (level !== 'insufficient_data') points += 1;
      if (level === 'drift' && !wasDrift) alarms += 1;
      wasDrift = level === 'drift';
    }
  }
  return points / alarms;
}

const checked = ['cusum', 'page_hinkley', 'ewma', 'z_score', 'ks', 'psi', 'welch', 'adwin', 'mean_delta'];

describe.each(checked)('%s on fresh series', (method) => {
  test.each(calmKinds)('of kind %s alarms as often as asked, within a factor of 2', (kind) => {
    // Adwin's bound is so cautious that it alarms more rarely than every 800 points at any threshold.
    const wanted = method === 'adwin' ? 2500 : 500;
    const params =
      kind === 'daily' && method !== 'mean_delta' ? { season: 'hour_of_day', reference_size: 120 } : {};
    const reference = referenceOf(kind, 1500);
    const { params: calibrated } = calibrate(method, params, reference, {
      falseAlarmEvery: wanted,
      maxPoints: 100 * wanted,
    });
    const found = pointsBetweenAlarms(method, calibrated, kind, { lives: 12, length: 8 * wanted });
    expect(found / wanted).toBeGreaterThan(0.5);
    expect(found / wanted).toBeLessThan(2);
  });
});

describe('a calibration', () => {
  const options = { falseAlarmEvery: 500, maxPoints: 50_000 };

  test('is the same for the same input and seed, and differs a little with the seed', () => {
    const reference = referenceOf('normal', 400);
    const first = calibrate('cusum', {}, reference, options);
    expect(calibrate('cusum', {}, reference, options)).toEqual(first);
    const other = calibrate('cusum', {}, reference, { ...options, seed: 2 });
    expect(other.achieved).not.toEqual(first.achieved);
  });

  test('keeps the other params and says what it found in words', () => {
    const { params, value, sentence, achieved, outcome } = calibrate(
      'cusum',
      { slack: 0.25 },
      referenceOf('normal', 400),
      options,
    );
    expect(params).toMatchObject({ slack: 0.25, threshold: value });
    expect(outcome).toBe('reached');
    expect(achieved.lower).toBeLessThan(achieved.points as number);
    expect(achieved.upper).toBeGreaterThan(achieved.points as number);
    expect(sentence).toMatch(
      /^With threshold [\d.]+ there is a false alarm about every [\d,]+ points, or \d+ days \(95 % interval/,
    );
  });

  test('asks for more where neighbours correlate than where they do not', () => {
    const independent = calibrate('cusum', {}, referenceOf('normal', 1000), options).value;
    const correlated = calibrate('cusum', {}, referenceOf('ar1', 1000), options).value;
    expect(correlated).toBeGreaterThan(1.5 * independent);
  });

  test('takes time as well as points', () => {
    const reference = referenceOf('normal', 400);
    const byTime = calibrate('z_score', {}, reference, {
      ...options,
      falseAlarmEvery: { ms: 500 * calmSpacingMs },
    });
    expect(byTime).toEqual(
      calibrate('z_score', {}, reference, { ...options, falseAlarmEvery: { points: 500 } }),
    );
  });

  test('of a series that goes on allows for what has been learned from it', () => {
    // The first 50 points, which teach, lie half a standard deviation below the rest.
    const values = calmSeries('normal', 1500, 'low start').map((value, index) =>
      index < 50 ? value - 0.5 : value,
    );
    const reference = { tsMs: calmTimes(1500), values };
    const fresh = calibrate('cusum', {}, reference, options);
    const continued = calibrate('cusum', {}, reference, { ...options, start: 'continued' });
    expect(continued.value).toBeGreaterThan(1.5 * fresh.value);
  });

  test('works on 0/1 errors without making other numbers of them', () => {
    const values = calmSeries('normal', 2000, 'errors').map((value) => (value > 1.28 ? 1 : 0));
    const { achieved, outcome } = calibrate('ecdd_wt', {}, { tsMs: calmTimes(2000), values }, options);
    expect(outcome).toBe('reached');
    expect(achieved.points).toBeGreaterThan(250);
    expect(achieved.points).toBeLessThan(1000);
  });

  test('gives a method with a budget of its own that budget', () => {
    const { param, value } = calibrate('auto', {}, referenceOf('normal', 600), {
      ...options,
      falseAlarmEvery: 3000,
    });
    expect([param, value]).toEqual(['false_alarm_every', 3000]);
  });

  test('says so when nothing can be reached', () => {
    const tied = { tsMs: calmTimes(200), values: new Float64Array(200).fill(0.9) };
    expect(calibrate('cusum', {}, tied, options)).toMatchObject({ outcome: 'constant', value: 15 });
    // A window of 400 points cannot begin an alarm every 15.
    const rarer = calibrate('ks', { window: 400 }, referenceOf('normal', 500), {
      ...options,
      falseAlarmEvery: 15,
    });
    expect(rarer.outcome).toBe('always_rarer');
    expect(rarer.sentence).toMatch(/^Alarms are rarer than every 15 points at any threshold/);
  });
});

describe('what is refused', () => {
  const refused = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      return error instanceof DriftwatchError ? `${error.code} ${error.message}` : String(error);
    }
    return 'nothing';
  };
  const good = referenceOf('normal', 100);

  test.each([
    [
      'a short reference',
      () => calibrate('cusum', {}, referenceOf('normal', 7), { falseAlarmEvery: 100 }),
      'a reference needs at least 50 points, got 7',
    ],
    [
      'a rarity of nothing',
      () => calibrate('cusum', {}, good, { falseAlarmEvery: 0 }),
      'a false alarm must be asked for every 10 to 1e9 points, got 0',
    ],
    [
      'limits that a person sets',
      () => calibrate('static_threshold', { upper: 1 }, good, { falseAlarmEvery: 100 }),
      'static_threshold has no threshold to calibrate',
    ],
    [
      'times that go back',
      () =>
        calibrate(
          'cusum',
          {},
          { tsMs: [...calmTimes(99), 0], values: good.values },
          { falseAlarmEvery: 100 },
        ),
      'a reference goes back in time at point 99',
    ],
    [
      'values that are no numbers',
      () =>
        calibrate(
          'cusum',
          {},
          { tsMs: good.tsMs, values: Float64Array.from(good.values).fill(Number.NaN, 5) },
          { falseAlarmEvery: 100 },
        ),
      'a reference has a value at point 5 that is not a finite number',
    ],
  ])('%s', (_what, run, message) => {
    expect(refused(run)).toContain(`INVALID_INPUT ${message}`);
  });

  test('points in any order become columns in time order', () => {
    const { tsMs, values } = toSeriesPoints([
      { ts: 2, value: 20 },
      { ts: 1, value: 10 },
      { ts: 2, value: 21 },
    ]);
    expect([Array.from(tsMs), Array.from(values)]).toEqual([
      [1, 2, 2],
      [10, 20, 21],
    ]);
  });
});
