import { plainMean } from '../../stats/mean';
import { profileAt, type SeasonProfile, seasonProfile, slotOfCycle } from '../../stats/season-profile';
import { rounded } from './recent-ring';

/**
 * Means of the last weeks by slots of half an hour or an hour (of a day, where points are that rare), and the
 * season that is learned from them. Slots follow the clock of the metric.
 *
 * Cost: O(1) per point. State: at most 1,056 slots, two numbers and a place each.
 */
export type SeasonCells = {
  /** 0 until the cadence is known. */
  slotMs: number;
  /** Whether a slot has several points. */
  manyPerSlot: boolean;
  /** Numbers of the slots since 1970, ascending, and the means of their values in the metric's unit. */
  slots: number[];
  means: number[];
  /**
   * Mean size of the steps from point to point, for slots with several: the noise of the hour, on the working
   * scale.
   */
  steps: number[];
  /** The incomplete slot. */
  openSlot: number;
  openSum: number;
  openSteps: number;
  openCount: number;
  /** The season on the working scale, and its factor since the last change. */
  profile: SeasonProfile | null;
  gain: number;
  /** Logarithm of the noise by slot. */
  noise: SeasonProfile | null;
  /**
   * The value that a metric has in its still slots, such as 0 in a night without traffic, and by place in the
   * season whether the slot is one: 1 or 0. Empty where there are none.
   */
  stillValue: number;
  stillPlaces: number[];
  /** Added to the time before the season is looked up, after a change of clocks. */
  shiftMs: number;
  /** Number of complete slots, and how many there were when the season was last learned. */
  closed: number;
  learnedAt: number;
};

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
const halfHourMs = hourMs / 2;
/** Points further apart than this come at most once a day. */
const rareMs = 20 * hourMs;
/** Slots kept: three weeks of half hours, four of hours, half a year of days. */
const maxSlots = new Map([
  [halfHourMs, 1008],
  [hourMs, 672],
  [dayMs, 196],
]);
/** How many slots are dropped at a time. */
const spareSlots = 48;
/** The noise of a slot counts as at least this share of the mean noise. */
const minNoiseShare = 0.05;
/** In a still slot all days but this share had the same value, of so many days at least. */
const otherShare = 0.1;
const minStillDays = 3;

export function createSeasonCells(): SeasonCells {
  return {
    slotMs: 0,
    manyPerSlot: false,
    slots: [],
    means: [],
    steps: [],
    openSlot: 0,
    openSum: 0,
    openSteps: 0,
    openCount: 0,
    profile: null,
    gain: 1,
    noise: null,
    stillValue: 0,
    stillPlaces: [],
    shiftMs: 0,
    closed: 0,
    learnedAt: 0,
  };
}

/** Length of the slots of a series with a point, or a burst of points, so often. */
export function slotOf(cadenceMs: number): number {
  return cadenceMs <= halfHourMs ? halfHourMs : cadenceMs < rareMs ? hourMs : dayMs;
}

/** @param spacingMs time for each point; less than the cadence where they come in bursts. */
export function setCadence(cells: SeasonCells, cadenceMs: number, spacingMs: number): void {
  cells.slotMs = slotOf(cadenceMs);
  cells.manyPerSlot = spacingMs < 0.75 * cells.slotMs;
}

function closeSlot(cells: SeasonCells, roundTo: number): void {
  const { slots, means, steps, openSlot, openSum, openSteps, openCount, manyPerSlot } = cells;
  if (slots.length > 0 && openSlot <= (slots[slots.length - 1] as number)) return;
  slots.push(openSlot);
  means.push(rounded(openSum / openCount, 10 * roundTo));
  if (manyPerSlot) steps.push(Number((openSteps / openCount).toPrecision(4)));
  cells.closed += 1;
  const most = maxSlots.get(cells.slotMs) as number;
  if (slots.length < most + spareSlots) return;
  for (const list of [slots, means, steps]) list.splice(0, Math.max(0, list.length - most));
}

/**
 * Adds a value.
 * @param localMs its time by the clock of the metric.
 * @param step how far it lies from what was predicted.
 * @param roundTo means are kept as multiples of a tenth of 1 / roundTo; 0 for no rounding.
 * @returns whether a slot was completed.
 */
export function addToCells(
  cells: SeasonCells,
  value: number,
  localMs: number,
  step: number,
  roundTo: number,
): boolean {
  const slot = Math.floor((localMs + cells.shiftMs) / cells.slotMs);
  if (cells.openCount > 0 && slot === cells.openSlot) {
    cells.openSum += value;
    cells.openSteps += step;
    cells.openCount += 1;
    return false;
  }
  const hasClosed = cells.openCount > 0;
  if (hasClosed) closeSlot(cells, roundTo);
  cells.openSlot = slot;
  cells.openSum = value;
  cells.openSteps = step;
  cells.openCount = 1;
  return hasClosed;
}

/** Days from the first to the last slot kept. */
export function daysCovered({ slots, slotMs }: SeasonCells): number {
  const count = slots.length;
  if (count === 0) return 0;
  return (((slots[count - 1] as number) - (slots[0] as number) + 1) * slotMs) / dayMs;
}

/** Whether enough is new since the season was last learned: daily at first, then with every sixth more. */
export function isDue({ slots, slotMs, closed, learnedAt }: SeasonCells): boolean {
  const fresh = closed - learnedAt;
  const atLeast = slotMs === dayMs ? 7 : 4;
  return fresh >= atLeast && fresh >= slots.length / 6 && fresh >= Math.min(dayMs / slotMs, slots.length / 2);
}

/**
 * The season of the slots from one index on.
 * @param toScale maps a mean to the working scale.
 */
export function profileFrom(
  cells: SeasonCells,
  from: number,
  toScale: (value: number) => number,
): SeasonProfile | null {
  const { slots, means, slotMs, manyPerSlot } = cells;
  const values = new Float64Array(means.length - from);
  for (let index = 0; index < values.length; index += 1)
    values[index] = toScale(means[from + index] as number);
  return seasonProfile(
    { slots: from === 0 ? slots : slots.slice(from), values, slotsPerDay: dayMs / slotMs },
    manyPerSlot,
  );
}

/** Learns how the noise depends on the hour; only slots with several points show it. */
export function learnNoise(cells: SeasonCells): void {
  const { slots, slotMs, steps, manyPerSlot } = cells;
  const mean = plainMean(steps);
  if (!manyPerSlot || !(mean > 0)) return;
  const values = new Float64Array(steps.length);
  for (let index = 0; index < values.length; index += 1)
    values[index] = Math.log(Math.max(steps[index] as number, minNoiseShare * mean));
  cells.noise = seasonProfile({ slots, values, slotsPerDay: dayMs / slotMs }, false);
}

/** Means of equal values differ by their rounding, which changes once the noise is known. */
const equalTo = (value: number, other: number) => Math.abs(value - other) <= 1e-7 * Math.abs(other);

/** The value that nearly all of these are, if there is one. */
function commonValue(values: readonly number[]): number | null {
  if (values.length < minStillDays) return null;
  const middle = [...values].sort((a, b) => a - b)[values.length >> 1] as number;
  const others = values.filter((value) => !equalTo(value, middle)).length;
  return others <= otherShare * values.length ? middle : null;
}

/** Learns in which slots of its season the metric stands still. */
export function learnStillness(cells: SeasonCells): void {
  const { slots, means, slotMs, profile } = cells;
  cells.stillPlaces = [];
  if (profile === null) return;
  const byPlace: number[][] = profile.offsets.map(() => []);
  for (let index = 0; index < slots.length; index += 1) {
    const place = slotOfCycle(slots[index] as number, byPlace.length, dayMs / slotMs);
    (byPlace[place] as number[]).push(means[index] as number);
  }
  const common = byPlace.map(commonValue);
  const still = common.filter((value) => value !== null).sort((a, b) => a - b);
  if (still.length === 0) return;
  const stillValue = still[still.length >> 1] as number;
  cells.stillValue = stillValue;
  cells.stillPlaces = common.map((value) => (value !== null && equalTo(value, stillValue) ? 1 : 0));
}

/**
 * Whether a value is the one of its still slot, so that it says nothing.
 * @param roundTo values may have been kept as multiples of 1 / roundTo; 0 if they are exact.
 */
export function isStill(cells: SeasonCells, value: number, localMs: number, roundTo: number): boolean {
  const { stillPlaces, stillValue, slotMs, shiftMs } = cells;
  if (stillPlaces.length === 0) return false;
  if (!equalTo(value, stillValue) && !(roundTo > 0 && Math.abs(value - stillValue) <= 1 / roundTo))
    return false;
  const slot = Math.floor((localMs + shiftMs) / slotMs);
  return stillPlaces[slotOfCycle(slot, stillPlaces.length, dayMs / slotMs)] === 1;
}

/** What the season adds at a time, on the working scale; 0 without one. */
export function seasonAt({ profile, shiftMs, slotMs, gain }: SeasonCells, localMs: number): number {
  return profile === null ? 0 : gain * profileAt(profile, localMs + shiftMs, slotMs);
}

/** The divisor of a step at this time. */
export function noiseAt({ noise, shiftMs, slotMs }: SeasonCells, localMs: number): number {
  return noise === null ? 1 : Math.exp(profileAt(noise, localMs + shiftMs, slotMs));
}
