import { describe, expect, test } from 'vitest';
import { profileAt, type SeasonProfile, seasonProfile, slotOfCycle } from '@/lib/stats/season-profile';
import { normals, seededNormal } from '../../contract/seeded-numbers';

const dayMs = 86_400_000;
/** Midnight of a Monday, in days since 1970. */
const mondayDay = Date.UTC(2025, 5, 2) / dayMs;

interface Series {
  days: number;
  slotsPerDay: number;
  /** Slots from one point to the next. */
  every?: number;
  /** Points a slot, which its mean is made of. */
  perSlot?: number;
}

/**
 * Slot means of a series with noise of standard deviation 1 a point; `level` by the days since its beginning.
 */
function slotMeans(seed: number, series: Series, level: (day: number) => number) {
  const { days, slotsPerDay, every = 1, perSlot = 1 } = series;
  const noise = seededNormal(seed);
  const count = Math.floor((days * slotsPerDay) / every);
  const slots = Array.from({ length: count }, (_, index) => mondayDay * slotsPerDay + index * every);
  const values = slots.map(
    (slot) => level((slot + 0.5) / slotsPerDay - mondayDay) + noise() / Math.sqrt(perSlot),
  );
  return { slots, values, slotsPerDay };
}

const dayCurve = (day: number) => 4 * Math.sin(2 * Math.PI * day);

/** Root mean square of the distance of the offsets from a curve, over the slots that have points. */
function misfit({ offsets }: SeasonProfile, { slotsPerDay, every = 1 }: Series, curve = dayCurve): number {
  const seen = offsets.flatMap((offset, slot) => (slot % every === 0 ? [{ offset, slot }] : []));
  const mean =
    seen.reduce((sum, { offset, slot }) => sum + offset - curve((slot + 0.5) / slotsPerDay), 0) / seen.length;
  const squares = seen.reduce(
    (sum, { offset, slot }) => sum + (offset - mean - curve((slot + 0.5) / slotsPerDay)) ** 2,
    0,
  );
  return Math.sqrt(squares / seen.length);
}

const cadences: [string, Series][] = [
  ['5 minutes', { days: 14, slotsPerDay: 48, perSlot: 6 }],
  ['15 minutes', { days: 14, slotsPerDay: 48, perSlot: 2 }],
  ['an hour', { days: 14, slotsPerDay: 24 }],
  ['2 hours', { days: 14, slotsPerDay: 24, every: 2 }],
  ['6 hours', { days: 14, slotsPerDay: 24, every: 6 }],
];

describe.each(cadences)('a point every %s', (_, series) => {
  const { days, slotsPerDay, perSlot = 1, every = 1 } = series;

  test('shows a daily season, as exactly as the days allow', () => {
    let weekly = 0;
    let squares = 0;
    for (let seed = 0; seed < 20; seed += 1) {
      const profile = seasonProfile(slotMeans(seed, series, dayCurve), perSlot > 1);
      if (profile?.offsets.length === 7 * slotsPerDay) {
        weekly += 1;
        continue;
      }
      expect(profile?.offsets).toHaveLength(slotsPerDay);
      squares += misfit(profile as SeasonProfile, series) ** 2;
    }
    // The standard error of a mean over all days, with half as much again.
    expect(Math.sqrt(squares / (20 - weekly))).toBeLessThan(1.5 / Math.sqrt(days * perSlot));
    // A week beyond the day is taken for one by chance in a thousand, for each of three customs.
    expect(weekly).toBeLessThanOrEqual(1);
  });

  test('shows it in spite of a step and of a trend of the level', () => {
    for (const level of [(day: number) => (day < 6.3 ? 0 : 8), (day: number) => 2 * day]) {
      const profile = seasonProfile(
        slotMeans(7, series, (day) => dayCurve(day) + level(day)),
        perSlot > 1,
      );
      expect(profile?.offsets).toHaveLength(slotsPerDay);
      // A tenth of the height of the season: a step of the same height leaves no more.
      expect(misfit(profile as SeasonProfile, series)).toBeLessThan(0.8);
    }
  });

  test('shows none in noise that remembers, with steps and trends', () => {
    let adopted = 0;
    for (let seed = 0; seed < 60; seed += 1) {
      const { slots } = slotMeans(seed, series, dayCurve);
      let slow = 0;
      const values = normals(seed, slots.length).map((noise, index) => {
        slow = 0.7 * slow + noise;
        const day = (index * every) / slotsPerDay;
        return slow + (seed % 3 === 1 && day > 6.3 ? 8 : 0) + (seed % 3 === 2 ? day : 0);
      });
      if (seasonProfile({ slots, values, slotsPerDay }, perSlot > 1) !== null) adopted += 1;
    }
    // One in 10,000 by the day and in 1,000 by the week.
    expect(adopted).toBeLessThanOrEqual(1);
  });
});

describe.each([
  ['Saturday and Sunday', [5, 6]],
  ['Friday and Saturday', [4, 5]],
])('a weekend of %s', (_, weekend) => {
  const level = (day: number) => (weekend.includes(Math.floor(day) % 7) ? -5 : 0);

  test.each([
    [1, 1],
    [24, 1],
    [24, 6],
  ])('is found with %i slots a day, every %i of them', (slotsPerDay, every) => {
    const season = (day: number) => level(day) + (slotsPerDay > 1 ? dayCurve(day) : 0);
    const profile = seasonProfile(slotMeans(3, { days: 42, slotsPerDay, every }, season), false);
    expect(profile?.offsets).toHaveLength(7 * slotsPerDay);
    const dayMeans = Array.from({ length: 7 }, (__, day) =>
      (profile as SeasonProfile).offsets
        .slice(day * slotsPerDay, (day + 1) * slotsPerDay)
        .reduce((sum, offset) => sum + offset / slotsPerDay, 0),
    );
    const meanOf = (days: number[]) =>
      days.reduce((sum, day) => sum + (dayMeans[day] as number), 0) / days.length;
    const others = [0, 1, 2, 3, 4, 5, 6].filter((day) => !weekend.includes(day));
    expect(Math.abs(meanOf(others) - meanOf(weekend) - 5)).toBeLessThan(1);
  });
});

test('a week of daily values without a pattern has none', () => {
  const adopted = Array.from({ length: 100 }, (_, seed) =>
    seasonProfile(
      slotMeans(seed, { days: 60, slotsPerDay: 1 }, () => 0),
      false,
    ),
  ).filter((profile) => profile !== null);
  expect(adopted.length).toBeLessThanOrEqual(1);
});

test('too few points have no season, nor has a constant', () => {
  const short = { slots: [0, 1, 2, 3, 4, 5, 6], values: [0, 9, 0, 9, 0, 9, 0], slotsPerDay: 2 };
  expect(seasonProfile(short, false)).toBeNull();
  const slots = Array.from({ length: 240 }, (_, index) => index);
  expect(seasonProfile({ slots, values: slots.map(() => 3), slotsPerDay: 24 }, false)).toBeNull();
});

test('a week begins on Monday at midnight, also before 1970', () => {
  expect(slotOfCycle(mondayDay * 24, 168, 24)).toBe(0);
  expect(slotOfCycle(mondayDay * 24 - 1, 168, 24)).toBe(167);
  expect(slotOfCycle((mondayDay + 5) * 48 + 7, 336, 48)).toBe(5 * 48 + 7);
  // 1970 began on a Thursday; the Monday before it was the 29th of December.
  expect(slotOfCycle(0, 7, 1)).toBe(3);
  expect(slotOfCycle(-3, 7, 1)).toBe(0);
  expect(slotOfCycle(-4, 7, 1)).toBe(6);
  expect(slotOfCycle(-1, 24, 24)).toBe(23);
});

test('inside a slot the offset follows the slope, around the middle', () => {
  const profile = { offsets: [0, 10, 0, -10], slopes: [4, 0, -4, 0], cycles: 9 };
  const slotMs = dayMs / 4;
  expect(profileAt(profile, 0.5 * slotMs, slotMs)).toBe(0);
  expect(profileAt(profile, 0, slotMs)).toBe(-2);
  expect(profileAt(profile, 0.75 * slotMs, slotMs)).toBe(1);
  expect(profileAt(profile, 5.9 * slotMs, slotMs)).toBe(10);
  expect(profileAt({ ...profile, slopes: [] }, 0, slotMs)).toBe(0);
});

describe('what lies far out', () => {
  const slotsPerDay = 48;
  const jobAt = (days: readonly number[]) => (day: number) =>
    days.includes(Math.floor(day)) && day % 1 > 2 / 24 && day % 1 < 3 / 24 ? 20 : 0;
  const offsetAt = (profile: SeasonProfile | null, day: number) =>
    profile === null ? 0 : profileAt(profile, (mondayDay + day) * dayMs, dayMs / slotsPerDay);
  const learn = (days: number, job: readonly number[]) =>
    seasonProfile(slotMeans(6, { days, slotsPerDay, perSlot: 30 }, jobAt(job)), true);
  const nights = (days: number) => Array.from({ length: days }, (_, day) => day);

  test('is part of the season where it comes every night', () => {
    expect(offsetAt(learn(4, nights(4)), 4 + 2.5 / 24)).toBeGreaterThan(17);
  });

  test('is none where it came once or twice', () => {
    expect(offsetAt(learn(6, [2]), 6 + 2.5 / 24)).toBeLessThan(1);
    expect(offsetAt(learn(6, [2, 4]), 6 + 2.5 / 24)).toBeLessThan(1);
  });

  test('is part of the week where it comes every Sunday', () => {
    const profile = learn(28, [6, 13, 20, 27]);
    expect(offsetAt(profile, 34 + 2.5 / 24)).toBeGreaterThan(10);
    expect(Math.abs(offsetAt(profile, 33 + 2.5 / 24))).toBeLessThan(5);
  });
});
