import { expect, test } from 'vitest';
import {
  addToCells,
  createSeasonCells,
  dayMs,
  daysCovered,
  hourMs,
  isDue,
  isStill,
  learnStillness,
  profileFrom,
  seasonAt,
  setCadence,
} from '@/lib/detectors/auto/season-cells';
import { mondayMs } from './run-auto';

const identity = (value: number) => value;

test.each([
  [60_000, hourMs / 2, true],
  [300_000, hourMs / 2, true],
  [hourMs / 2, hourMs / 2, false],
  [hourMs, hourMs, false],
  [6 * hourMs, hourMs, false],
  [dayMs, dayMs, false],
  [7 * dayMs, dayMs, false],
])('a cadence of %i ms has slots of %i ms', (cadenceMs, slotMs, manyPerSlot) => {
  const cells = createSeasonCells();
  setCadence(cells, cadenceMs, cadenceMs);
  expect(cells).toMatchObject({ slotMs, manyPerSlot });
});

test('a slot holds the mean of its points, and is closed by the first of the next', () => {
  const cells = createSeasonCells();
  setCadence(cells, 600_000, 600_000);
  const closed = [1, 2, 6, 10, 20].map((value, index) =>
    addToCells(cells, value, mondayMs + index * 600_000, 0.5 * value, 0),
  );
  expect(closed).toEqual([false, false, false, true, false]);
  expect(cells.slots).toEqual([mondayMs / (hourMs / 2)]);
  expect(cells.means).toEqual([3]);
  expect(cells.steps).toEqual([1.5]);
});

test('an hour that comes twice when clocks go back is kept once', () => {
  const cells = createSeasonCells();
  setCadence(cells, hourMs, hourMs);
  for (const hour of [0, 1, 2, 2, 1, 2, 3, 4]) addToCells(cells, hour, mondayMs + hour * hourMs, 0, 0);
  expect(cells.slots.map((slot) => slot - mondayMs / hourMs)).toEqual([0, 1, 2, 3]);
});

test('slots are bounded whatever the length of the series', () => {
  for (const cadenceMs of [hourMs / 2, hourMs, dayMs]) {
    const cells = createSeasonCells();
    setCadence(cells, cadenceMs, cadenceMs);
    for (let index = 0; index < 5000; index += 1) {
      addToCells(cells, index, mondayMs + index * cadenceMs, 0, 0);
      expect(cells.slots.length).toBeLessThanOrEqual(1056);
    }
    expect(cells.slots.at(-1)).toBe(mondayMs / cadenceMs + 4998);
    expect(cells.means).toHaveLength(cells.slots.length);
  }
});

test('the season that is learned is given back by the hour, times its gain', () => {
  const cells = createSeasonCells();
  setCadence(cells, hourMs, hourMs);
  const levelAt = (hour: number) => 10 + (hour % 24 < 12 ? 4 : -4);
  for (let hour = 0; hour <= 240; hour += 1) addToCells(cells, levelAt(hour), mondayMs + hour * hourMs, 0, 0);
  expect(daysCovered(cells)).toBe(10);
  expect(isDue(cells)).toBe(true);
  cells.learnedAt = cells.closed;
  expect(isDue(cells)).toBe(false);
  cells.profile = profileFrom(cells, 0, identity);
  expect(seasonAt(cells, mondayMs + 3.5 * hourMs)).toBeCloseTo(4, 6);
  cells.gain = 0.5;
  expect(seasonAt(cells, mondayMs + 20.5 * hourMs)).toBeCloseTo(-2, 6);
  cells.shiftMs = hourMs;
  expect(seasonAt(cells, mondayMs + 11.5 * hourMs)).toBeCloseTo(-2, 6);
});

/** Hourly cells of ten days, in which hours before 6 have the value that `night` gives and others vary. */
function withNights(night: (day: number, hour: number) => number) {
  const cells = createSeasonCells();
  setCadence(cells, hourMs, hourMs);
  for (let index = 0; index <= 240; index += 1) {
    const hour = index % 24;
    const value = hour < 6 ? night(Math.floor(index / 24), hour) : 10 + ((index * 7) % 5);
    addToCells(cells, value, mondayMs + index * hourMs, 0, 0);
  }
  cells.profile = profileFrom(cells, 0, identity);
  learnStillness(cells);
  return cells;
}

test('hours that always have the same value are still, at that value', () => {
  const cells = withNights(() => 0);
  const atHour = (hour: number, value: number) => isStill(cells, value, mondayMs + (240 + hour) * hourMs, 0);
  expect([0, 5, 6, 23].map((hour) => atHour(hour, 0))).toEqual([true, true, false, false]);
  expect(atHour(3, 1)).toBe(false);
});

test('one other value in ten days leaves an hour still, two do not', () => {
  const still = ({ stillPlaces }: ReturnType<typeof createSeasonCells>) =>
    stillPlaces.filter((flag) => flag === 1).length;
  expect(still(withNights((day) => (day === 4 ? 3 : 1 / 3)))).toBe(6);
  expect(still(withNights((day, hour) => (hour < 2 && (day === 4 || day === 6) ? 3 : 1 / 3)))).toBe(4);
  expect(still(withNights((day) => 2 + (day % 3)))).toBe(0);
});

test('a value that was kept with fewer digits is the same value', () => {
  const cells = withNights(() => 1 / 3);
  expect(isStill(cells, 0.3333, mondayMs + 240 * hourMs, 10_000)).toBe(true);
  expect(isStill(cells, 0.3333, mondayMs + 240 * hourMs, 0)).toBe(false);
});
