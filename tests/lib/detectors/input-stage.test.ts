import { describe, expect, test } from 'vitest';
import {
  createIdleInput,
  createInput,
  cutAround,
  errorWithoutSeason,
  type InputParams,
  isLearning,
  learn,
  learnedCount,
  needsReference,
  ordinaryBand,
  referenceSpan,
  standardise,
  wholeDistance,
  withoutOutlier,
  withoutSeason,
} from '@/lib/detectors/input-stage';

const hourMs = 3_600_000;
/** Monday, 5 January 2026, in UTC. */
const mondayMs = Date.UTC(2026, 0, 5);
const plain: InputParams = { reference_size: 4, season: 'none', scale: 'reference' };

/** A stage that has learned these values, an hour apart from Monday on. */
function learned(values: number[], params: Partial<InputParams> = {}, timeZone?: string) {
  const input = createInput(
    { ...plain, reference_size: values.length, ...params },
    timeZone === undefined ? {} : { timeZone },
  );
  for (const [index, value] of values.entries()) learn(input, value, mondayMs + index * hourMs);
  return input;
}

describe('the reference', () => {
  test('is the first points, with their mean and standard deviation, and then stays fixed', () => {
    const input = createInput(plain, {});
    for (const [index, value] of [2, 4, 4, 6].entries()) {
      expect(isLearning(input)).toBe(true);
      expect(referenceSpan(input)).toBeNull();
      learn(input, value, mondayMs + index * hourMs);
    }
    expect(isLearning(input)).toBe(false);
    expect(input.mean).toBe(4);
    expect(input.unit).toBeCloseTo(Math.sqrt(8 / 3), 12);
    expect(referenceSpan(input)).toEqual({
      fromMs: mondayMs,
      toMs: mondayMs + 3 * hourMs,
      mean: 4,
      sampleCount: 4,
    });
    withoutSeason(input, 100, mondayMs + 9 * hourMs);
    expect(input.mean).toBe(4);
  });

  test('shows how far its values step on average', () => {
    expect(learned([1, 4, 2, 2]).meanStep).toBeCloseTo((3 + 2 + 0) / 3, 12);
  });

  test('of a constant counts 0.1 % of its level as one standard deviation, and a difference up to that as none', () => {
    const input = learned([50, 50, 50, 50]);
    expect(input).toMatchObject({ isConstant: true, unit: 0.05, smallest: 0.05 });
    expect(standardise(input, 50.05)).toBe(0);
    expect(standardise(input, 50.5)).toBeCloseTo(10, 9);
  });

  test('of other values takes a difference for none only if rounding can have caused it', () => {
    const input = learned([1e6, 1e6 + 1, 1e6 - 1, 1e6]);
    expect(input.isConstant).toBe(false);
    expect(wholeDistance(input, 1e6 + 1e-7)).toBe(0);
    expect(wholeDistance(input, 1e6 + 1e-5)).toBeGreaterThan(0);
  });
});

describe('the scale', () => {
  test('puts one standard deviation to 1, or keeps the unit of the metric', () => {
    const spread = Math.sqrt(8 / 3);
    expect(standardise(learned([2, 4, 4, 6]), 4 + 3 * spread)).toBeCloseTo(3, 12);
    expect(standardise(learned([2, 4, 4, 6], { scale: 'raw' }), 9)).toBe(5);
    expect(wholeDistance(learned([2, 4, 4, 6], { scale: 'raw' }), 9, 7)).toBe(2);
  });

  test('has no distance beyond a million standard deviations, and none that is infinite', () => {
    const input = learned([2, 4, 4, 6]);
    expect(standardise(input, 1e300)).toBe(1e6);
    expect(standardise(input, -1e300)).toBe(-1e6);
    const huge = learned([-1e308, 1e308, -1e308, 1e308], { scale: 'raw' });
    expect(standardise(huge, Number.MAX_VALUE)).toBeLessThanOrEqual(Number.MAX_VALUE);
  });

  test.each([
    ['reference', 3, 3],
    ['raw', 3, 3 * Math.sqrt(8 / 3)],
  ] as const)('%s cuts outliers at their limit in standard deviations', (scale, limit, cut) => {
    const input = learned([2, 4, 4, 6], { scale });
    expect(withoutOutlier(input, 100, limit)).toBeCloseTo(cut, 12);
    expect(withoutOutlier(input, -100, limit)).toBeCloseTo(-cut, 12);
    expect(withoutOutlier(input, 0.5, limit)).toBe(0.5);
    expect(cutAround(input, 100, limit, 10)).toBeCloseTo(10 + cut, 12);
  });

  test('raw has no limit after a constant, whose noise is unknown', () => {
    const input = learned([5, 5, 5, 5], { scale: 'raw' });
    expect(withoutOutlier(input, 100, 3)).toBe(100);
    expect(cutAround(input, 100, 3, 10)).toBe(100);
  });

  test('raw widens the limit around a level by the present noise', () => {
    const input = learned([2, 4, 4, 6], { scale: 'raw' });
    expect(cutAround(input, 100, 3, 10, 2)).toBeCloseTo(10 + 6 * Math.sqrt(8 / 3), 12);
  });
});

describe('the season', () => {
  /** Three days of hours, high by day and low by night, with a small alternating noise. */
  const daily = (hours: number) =>
    Array.from(
      { length: hours },
      (_, hour) => 100 + (hour % 24 < 12 ? 10 : -10) + (Math.floor(hour / 24) % 2 === 0 ? 0.5 : -0.5),
    );

  test('is taken out of the values by their hour', () => {
    const input = learned(daily(72), { season: 'hour_of_day' });
    const day = withoutSeason(input, 110, mondayMs + 100 * 24 * hourMs + 3 * hourMs);
    const night = withoutSeason(input, 90, mondayMs + 100 * 24 * hourMs + 20 * hourMs);
    expect(day).toBeCloseTo(100, 0);
    expect(night).toBeCloseTo(100, 0);
    expect(withoutSeason(createInput(plain, {}), 110, mondayMs)).toBe(110);
  });

  test('has the noise that is left inside the hours', () => {
    const input = learned(daily(72), { season: 'hour_of_day' });
    const adjusted = withoutSeason(input, 115, mondayMs + 3 * hourMs);
    expect(input.unit).toBeLessThan(1);
    expect(standardise(input, adjusted)).toBeGreaterThan(5);
  });

  test('moves the band of ordinary values with the hour', () => {
    const input = learned(daily(72), { season: 'hour_of_day' });
    withoutSeason(input, 110, mondayMs + 3 * hourMs);
    expect(ordinaryBand(input)?.lower).toBeGreaterThan(105);
    withoutSeason(input, 90, mondayMs + 20 * hourMs);
    expect(ordinaryBand(input)?.upper).toBeLessThan(95);
  });

  test('follows the local clock across its change, where the zone is known', () => {
    const winterMs = Date.UTC(2026, 2, 23);
    const byLocalHour = (tsMs: number) => {
      const hour = Number(
        new Intl.DateTimeFormat('en-GB', {
          timeZone: 'Europe/Berlin',
          hour: '2-digit',
          hour12: false,
        }).format(tsMs),
      );
      return hour === 9 ? 200 : 100 + ((tsMs / hourMs / 24) % 1);
    };
    const learnWeek = (timeZone?: string) => {
      const input = createInput(
        { reference_size: 120, season: 'hour_of_day', scale: 'raw' },
        { timeZone: timeZone ?? null },
      );
      for (let hour = 0; hour < 120; hour += 1)
        learn(input, byLocalHour(winterMs + hour * hourMs), winterMs + hour * hourMs);
      return input;
    };
    // 29 March 2026 is the change to summer time: 09:00 in Berlin is 07:00 UTC afterwards.
    const summerMs = Date.UTC(2026, 2, 30, 7);
    expect(withoutSeason(learnWeek('Europe/Berlin'), 200, summerMs)).toBeLessThan(120);
    expect(withoutSeason(learnWeek(), 200, summerMs)).toBeGreaterThan(180);
  });

  test('of a week begins on Monday, and tells a Saturday from a Tuesday', () => {
    const hours = Array.from({ length: 3 * 168 }, (_, hour) => {
      const weekday = Math.floor(hour / 24) % 7;
      return (weekday >= 5 ? 20 : 100) + (Math.floor(hour / 168) % 2 === 0 ? 0.5 : -0.5);
    });
    const input = learned(hours, { season: 'hour_of_week' });
    const mean = input.mean;
    // Slot 0 is the first hour of Monday, slot 120 that of Saturday.
    expect(input.offsets[0]).toBeGreaterThan(10);
    expect(input.offsets[119]).toBeGreaterThan(10);
    expect(input.offsets[120]).toBeLessThan(-10);
    const saturday = withoutSeason(input, 20, mondayMs + (10 * 7 + 5) * 24 * hourMs);
    const tuesday = withoutSeason(input, 100, mondayMs + (10 * 7 + 1) * 24 * hourMs);
    expect(Math.abs(saturday - mean)).toBeLessThan(1);
    expect(Math.abs(tuesday - mean)).toBeLessThan(1);
  });

  test('of errors is cut to the range of an error rate', () => {
    const errors = Array.from({ length: 240 }, (_, hour) => (hour % 24 < 12 ? 1 : Math.floor(hour / 24) % 2));
    const input = learned(errors, { season: 'hour_of_day', scale: 'raw' });
    expect(input.offsets.length).toBe(24);
    for (const hour of [3, 20])
      for (const value of [0, 1]) {
        const error = errorWithoutSeason(input, value, mondayMs + hour * hourMs);
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1);
      }
  });

  test('is not believed in a reference without one', () => {
    const noise = Array.from({ length: 72 }, (_, hour) => Math.sin(hour * hour));
    expect(learned(noise, { season: 'hour_of_day' }).offsets).toEqual([]);
  });
});

describe('a method that needs no level', () => {
  test('learns only for a season, or for the scale of the reference', () => {
    expect(needsReference({ season: 'none', scale: 'raw' })).toBe(false);
    expect(needsReference({ season: 'none', scale: 'reference' })).toBe(true);
    expect(needsReference({ season: 'hour_of_day', scale: 'raw' })).toBe(true);
    expect(learnedCount({ ...plain, scale: 'raw' })).toBe(0);
    expect(learnedCount(plain)).toBe(4);
  });

  test('gets its values as they are from the first point on', () => {
    const input = createIdleInput();
    expect(isLearning(input)).toBe(false);
    expect(withoutSeason(input, 7, mondayMs)).toBe(7);
    expect(wholeDistance(input, 7)).toBe(7);
    expect(withoutOutlier(input, 1e9, 3)).toBe(1e9);
    expect(referenceSpan(input)).toBeNull();
    expect(ordinaryBand(input)).toBeNull();
  });
});
