import { describe, expect, test } from 'vitest';
import { power } from '@/lib/monitoring/index';
import { calmSeries, calmTimes } from '../../../benchmarks/calm-series';

const reference = {
  tsMs: calmTimes(800),
  values: calmSeries('normal', 800, 'power').map((value) => 0.9 + 0.02 * value),
};
const falling = { direction: 'higher_is_better' } as const;
const wide = { reference_size: 400 };

describe('power', () => {
  test('finds the delay that theory gives CUSUM: about threshold / (shift - slack)', () => {
    const { shifts } = power('cusum', wide, reference, [{ sd: 1 }, { sd: 2 }], falling);
    // 15 / 0.5 = 30 and 15 / 1.5 = 10; Siegmund's correction and chance leave a few points.
    expect(shifts[0]?.medianPoints).toBeGreaterThan(24);
    expect(shifts[0]?.medianPoints).toBeLessThan(36);
    expect(shifts[1]?.medianPoints).toBeGreaterThan(8);
    expect(shifts[1]?.medianPoints).toBeLessThan(13);
    expect(shifts[0]?.p90Points).toBeGreaterThan(shifts[0]?.medianPoints as number);
  });

  test('takes a shift in the metric’s unit and says how long it needs in words', () => {
    const [shift] = power('cusum', wide, reference, [{ unit: -0.03 }], falling).shifts;
    expect(shift?.verdict).toBe('seen');
    expect(shift?.sd).toBeCloseTo(1.5, 1);
    expect(shift?.sentence).toMatch(/^Needs about \d+ hours to see a drop of 0\.03 \(\d+ points; one in ten/);
  });

  test('does not see a change for the better under "worse"', () => {
    const [rise] = power('cusum', wide, reference, [{ unit: 0.03 }], { ...falling, horizon: 500 }).shifts;
    expect(rise).toMatchObject({ seen: 0, medianPoints: null, meanPoints: null, verdict: 'never' });
  });

  test('says that a shift below the slack can never be seen', () => {
    const [shift] = power('cusum', { ...wide, threshold: 30 }, reference, [{ sd: 0.3 }], {
      ...falling,
      horizon: 500,
    }).shifts;
    expect(shift?.verdict).toBe('below_slack');
    expect(shift?.sentence).toMatch(/^Can never see a drop of 0\.00\d+: it is smaller than the slack/);
  });

  test('tells alarms by chance from alarms that a shift brings', () => {
    // A jump of the newest point against its two neighbours: a lasting shift is forgotten at once.
    const [shift] = power('mean_delta', { threshold: 0.035 }, reference, [{ sd: 0.5 }], falling).shifts;
    expect(shift?.verdict).toBe('by_chance');
  });

  test('keeps shifted values inside the bounds of the metric', () => {
    const bounds = { lower: 0, upper: 1 };
    const run = (limits: { bounds?: typeof bounds }) =>
      power('static_threshold', { upper: 1.05 }, reference, [{ unit: 0.3 }], { ...limits, horizon: 50 })
        .shifts[0];
    expect(run({})?.seen).toBe(100);
    expect(run({ bounds })?.seen).toBe(0);
  });

  test('is the same for the same seed', () => {
    const once = () => power('ks', {}, reference, [{ sd: 1 }], { runs: 20, horizon: 200 });
    expect(once()).toEqual(once());
  });
});
