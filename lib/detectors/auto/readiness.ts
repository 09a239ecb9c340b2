import { plainMean } from '../../stats/mean';
import { chartWeights } from './budget';
import { examine } from './judge-chart';
import { learnSeason } from './learn-season';
import { roundBySpread, timeBack, valueBack } from './recent-ring';
import { relearn } from './regime';
import { addToCells, createSeasonCells, dayMs, setCadence, slotOf } from './season-cells';
import type { AutoState } from './state';
import { choosePower, localOf, toScale } from './working-scale';

/*
 * When a young series may be judged: after `reference_size` points, and with several points a day not before
 * two days have shown whether the hours differ, or one day that was flat.
 */

/** Points after which the cadence is known. */
export const cadencePoints = 30;
/** Points closer than this have no meaningful times, such as rows that are only numbered. */
const minCadenceMs = 1000;
/** Steps beyond so many short ones lie between bursts; there are so many, with all but this share of the time. */
const burstSteps = 4;
const minBursts = 3;
const burstShare = 0.1;
/**
 * Gaps do not count as days seen: a day is covered when this share of its points, by the cadence, have come.
 */
const coveredShare = 0.8;
/** How much the hours of a flat day may vary beyond chance, as a ratio of variances. */
const flatRatio = 1.6;
/** With a longer memory than this a day cannot be recognised as flat. */
const maxFlatMemory = 3;
const learnable = 7;
/** Median size of the difference of two standard normal values. */
const medianStep = 0.954;

/** How often points come, and how many milliseconds there are for each. */
interface Cadence {
  everyMs: number;
  spacingMs: number;
}

/** The step that this share of the steps at these places, shortest first, do not exceed; a day without any. */
function stepAt({ recent: { stepsMs, stepCounts } }: AutoState, places: readonly number[], share: number) {
  let left = share * places.reduce((sum, place) => sum + (stepCounts[place] as number), 0);
  for (const place of places) {
    left -= stepCounts[place] as number;
    if (left < 0) return stepsMs[place] as number;
  }
  return dayMs;
}

/**
 * The median step from point to point. Where points come in bursts, such as those of two instances or of a
 * batch job, it is the median step from burst to burst: steps that are mostly alike, many times longer than
 * the others, and take nearly all of the time.
 */
function cadenceOf(state: AutoState): Cadence {
  const { stepsMs, stepCounts } = state.recent;
  const places = stepsMs.map((_, place) => place);
  places.sort((one, other) => (stepsMs[one] as number) - (stepsMs[other] as number));
  const countOf = (list: readonly number[]) =>
    list.reduce((sum, place) => sum + (stepCounts[place] as number), 0);
  const timeOf = (list: readonly number[]) =>
    list.reduce((sum, place) => sum + (stepCounts[place] as number) * (stepsMs[place] as number), 0);
  const within = burstSteps * stepAt(state, places, 0.25);
  const between = places.filter((place) => (stepsMs[place] as number) > within);
  const burstMs = stepAt(state, between, 0.5);
  const alike = between.filter((place) => {
    const stepMs = stepsMs[place] as number;
    return stepMs >= burstMs / 2 && stepMs <= 2 * burstMs;
  });
  const isInBursts =
    countOf(alike) >= Math.max(minBursts, countOf(between) / 2) &&
    timeOf(between) > (1 - burstShare) * timeOf(places);
  if (isInBursts) return { everyMs: burstMs, spacingMs: timeOf(places) / countOf(places) };
  const everyMs = stepAt(state, places, 0.5);
  return { everyMs, spacingMs: everyMs };
}

/** Standard deviation of single values, from the median size of their steps, which no outlier moves. */
function stepSpread(state: AutoState, toUnit: (value: number) => number): number {
  const { recent } = state;
  const count = recent.values.length;
  const sizes = Float64Array.from({ length: Math.max(1, count - 1) }, (_, index) =>
    count < 2 ? 0 : Math.abs(toUnit(valueBack(recent, index + 1)) - toUnit(valueBack(recent, index + 2))),
  ).sort();
  const middle = sizes[sizes.length >> 1] as number;
  // Half of all steps may be 0; then the mean of the others is used.
  const size = middle > 0 ? middle : plainMean(sizes);
  return size / medianStep;
}

/** Whether the slots differ no more than the noise of single points explains. */
function isFlat(state: AutoState): boolean {
  const { recent, location, cells, seen } = state;
  relearn(state, recent.values.length, false);
  examine(location, { weights: chartWeights('both').location, extra: 1, discount: 2, minSize: 8 });
  if (location.longFactor > maxFlatMemory || cells.means.length < 2) return false;
  const values = cells.means.map((mean) => toScale(state, mean));
  const mean = plainMean(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const perSlot = Math.max(1, seen / (values.length + 1));
  const noise = stepSpread(state, (value) => toScale(state, value)) ** 2;
  return noise > 0 && variance < (flatRatio * noise * location.longFactor) / perSlot;
}

/**
 * Begins to gather slots, with the points that have shown the cadence.
 * @param newest the newest of them, counted back from the last one, 1.
 */
export function gatherSeasonCells(state: AutoState, newest = 2): void {
  const { recent } = state;
  const { everyMs, spacingMs } = cadenceOf(state);
  state.cadenceMs = everyMs;
  state.spacingMs = spacingMs;
  if (everyMs < minCadenceMs) return;
  state.cells = createSeasonCells();
  setCadence(state.cells, everyMs, spacingMs);
  for (let back = recent.values.length; back >= newest; back -= 1) {
    const value = valueBack(recent, back);
    const before = valueBack(recent, Math.min(back + 1, recent.values.length));
    addToCells(state.cells, value, localOf(state, timeBack(recent, back)), Math.abs(value - before), 0);
  }
}

/** Whether enough has been seen; sets `needed` to how many points that will take. */
export function isReady(state: AutoState): boolean {
  const { params, recent, seen } = state;
  if (seen <= cadencePoints || seen % 64 === 0) {
    const { everyMs, spacingMs } = cadenceOf(state);
    state.cadenceMs = everyMs;
    state.spacingMs = spacingMs;
    // Bursts may show late what the cadence is.
    if (state.cells.slotMs > 0 && slotOf(everyMs) !== state.cells.slotMs) gatherSeasonCells(state, 1);
  }
  const { cadenceMs, spacingMs, cells } = state;
  const hasNoDays = cadenceMs >= coveredShare * dayMs || cadenceMs < minCadenceMs || cells.slotMs === dayMs;
  const fewest = Math.max(params.reference_size, cadencePoints);
  state.needed = Math.max(fewest, seen < 3 || hasNoDays ? 0 : Math.ceil((2 * dayMs) / spacingMs), seen + 1);
  if (seen < fewest) return false;
  if (hasNoDays) return true;
  const covered = Math.min(recent.lastMs - state.startMs, (seen * spacingMs) / coveredShare);
  if (covered >= 2 * dayMs - cells.slotMs) return true;
  return covered >= dayMs && covered < dayMs + cells.slotMs && isFlat(state);
}

/** From here on every point is judged. */
export function startWatching(state: AutoState): void {
  const { recent, cells } = state;
  choosePower(state);
  if (cells.slots.length > learnable) learnSeason(state);
  roundBySpread(
    recent,
    stepSpread(state, (value) => value),
  );
  relearn(state, recent.values.length, false);
  state.phase = 'watching';
}
