import { spreadOfEdges } from './normal-scores';
import { timeBack, valueBack } from './recent-ring';
import { levelOf, readTimes, times } from './regime';
import { dayMs, daysCovered, hourMs, noiseAt, seasonAt } from './season-cells';
import type { AutoState, ChartName } from './state';
import { localOf, residualOf, toScale } from './working-scale';

/*
 * What a striking difference may be instead of a change: a weekend of a series that has not shown two weeks,
 * a change of clocks, or a level that does not exist.
 */

/**
 * Days after which weekends are known, and days of a flat series after which it counts as having no season.
 */
const knownDays = 15;
const flatDays = 2;
/** Slots of like days that are compared at least, or 0.4 of a day. */
const minSlots = 8;
/** Share of the difference that like days have to show. */
const likeShare = 0.6;
/** Strength required beyond the budget, in the first and the second week of a season. */
const firstWeekCost = 6;
const secondWeekCost = 4;
/** Share of what a step explains that a shifted clock has to explain as well. */
const shiftShare = 0.85;
const shiftPoints = 200;
/** Robust standard deviations beyond what a weekend brings to a series without a season. */
const beyondSpreads = 8;
const unstableFrom = 2.3;
const stableBelow = 1;

/** Weekday or weekend in every time zone, by time since Monday; `either` where that depends on the zone. */
function dayKindOf(localMs: number): 'weekday' | 'weekend' | 'either' {
  const sinceMonday = (((localMs - 4 * dayMs) % (7 * dayMs)) + 7 * dayMs) % (7 * dayMs);
  const hours = sinceMonday / hourMs;
  if (hours >= 11 && hours < 4 * 24 + 11) return 'weekday';
  return hours >= 5 * 24 + 11 && hours < 6 * 24 + 11 ? 'weekend' : 'either';
}

interface Side {
  count: number;
  sum: number;
}
const side = (): Side => ({ count: 0, sum: 0 });
const meanOf = ({ sum, count }: Side) => sum / count;

/** What a chart sees of a slot. */
function slotResidual(state: AutoState, chart: ChartName, index: number, localMs: number): number {
  const { cells } = state;
  const season = seasonAt(cells, localMs - cells.shiftMs);
  if (chart === 'spread') return (cells.steps[index] as number) / noiseAt(cells, localMs - cells.shiftMs);
  const residual = toScale(state, cells.means[index] as number) - season;
  return chart === 'season' ? (residual - levelOf(state)) * season : residual;
}

/**
 * Until a series has shown two weeks, weekdays can be compared only with weekdays and weekends with weekends.
 * @returns `yes` if the change is there as well, `wait` until there are like days, `relearn` if there never
 *   will be, since the series began with a weekend.
 */
export function showsOnLikeDays(
  state: AutoState,
  onsetMs: number,
  chart: ChartName,
): 'yes' | 'wait' | 'relearn' {
  const { cells } = state;
  const { slots, slotMs, shiftMs, profile, manyPerSlot } = cells;
  const days = daysCovered(cells);
  if (slotMs === 0 || slotMs === dayMs || days >= knownDays) return 'yes';
  if ((profile === null && days >= flatDays) || (chart === 'spread' && !manyPerSlot)) return 'yes';
  const onset = Math.floor((localOf(state, onsetMs) + shiftMs) / slotMs);
  const start = Math.floor((localOf(state, state.startMs) + shiftMs) / slotMs);
  const before = { weekday: side(), weekend: side(), either: side() };
  const after = { weekday: side(), weekend: side(), either: side() };
  for (let index = slots.length - 1; index >= 0 && (slots[index] as number) >= start; index -= 1) {
    const localMs = ((slots[index] as number) + 0.5) * slotMs;
    const group = ((slots[index] as number) < onset ? before : after)[dayKindOf(localMs)];
    group.count += 1;
    group.sum += slotResidual(state, chart, index, localMs);
  }
  const least = Math.min(minSlots, (0.4 * dayMs) / slotMs);
  const kinds = ['weekday', 'weekend'] as const;
  const like = kinds.filter((kind) => before[kind].count >= least && after[kind].count >= least);
  if (like.length === 0) {
    // All of one kind, on both sides of the change.
    const hasWeekend = before.weekend.count + after.weekend.count > 0;
    const isWeek = before.weekday.count > 0 && after.weekday.count > 0 && !hasWeekend;
    const isWeekend = before.weekday.count + after.weekday.count + after.either.count === 0;
    if (isWeek || isWeekend) return 'yes';
    return after.weekday.count >= least && before.weekday.count === 0 ? 'relearn' : 'wait';
  }
  const total = (sides: typeof before): Side => ({
    count: sides.weekday.count + sides.weekend.count + sides.either.count,
    sum: sides.weekday.sum + sides.weekend.sum + sides.either.sum,
  });
  const overall = meanOf(total(after)) - meanOf(total(before));
  const agrees = like.some((kind) => (meanOf(after[kind]) - meanOf(before[kind])) / overall > likeShare);
  return agrees ? 'yes' : 'wait';
}

/** Whether the last points lie further from those before than the season ever moves: no weekend does that. */
export function isBeyondSeason(state: AutoState, size: number): boolean {
  const { cells, recent, residualCount, residualSum, origin } = state;
  const offsets = cells.profile?.offsets ?? [];
  let least = 0;
  let most = 0;
  for (const offset of offsets) {
    least = Math.min(least, offset);
    most = Math.max(most, offset);
  }
  readTimes(state, size);
  let sum = 0;
  for (let back = 1; back <= size; back += 1)
    sum += residualOf(state, valueBack(recent, back), times[size - back] as number) - origin;
  const before = (residualSum - sum) / Math.max(1, residualCount - size);
  const range = Math.max(cells.gain * (most - least), beyondSpreads * spreadOfEdges(state.location.edges));
  return Math.abs(sum / size - before) > range;
}

/**
 * Extra strength required while a season is young: it may have weekends, or a shape, that are not known yet.
 */
export function youngSeasonCost({ cells }: AutoState): number {
  if (cells.profile === null || cells.slotMs === dayMs) return 0;
  const days = daysCovered(cells);
  return days < 8 ? firstWeekCost : days < knownDays ? secondWeekCost : 0;
}

/**
 * Whether a season an hour earlier or later explains the last points as well as another level does: a change
 * of clocks in an unknown zone. Half a day decides, and then the season is shifted.
 * @param minShare share of the squares around the old level that a shift has to explain.
 */
export function isShifted(state: AutoState, size: number, minShare: number): 'no' | 'maybe' | 'shifted' {
  const { cells, recent, timeZone } = state;
  if (cells.profile === null || timeZone !== '' || cells.slotMs === dayMs) return 'no';
  const count = Math.min(size, shiftPoints);
  const level = levelOf(state);
  readTimes(state, count);
  let sum = 0;
  let squares = 0;
  let earlier = 0;
  let later = 0;
  for (let back = 1; back <= count; back += 1) {
    const tsMs = times[count - back] as number;
    const value = toScale(state, valueBack(recent, back)) - level;
    const residual = value - seasonAt(cells, tsMs);
    sum += residual;
    squares += residual * residual;
    earlier += (value - seasonAt(cells, tsMs - hourMs)) ** 2;
    later += (value - seasonAt(cells, tsMs + hourMs)) ** 2;
  }
  const byStep = (sum * sum) / count;
  const byShift = squares - Math.min(earlier, later);
  if (byShift < shiftShare * byStep || byShift < minShare * squares) return 'no';
  if (recent.lastMs - timeBack(recent, count) < 12 * hourMs) return 'maybe';
  cells.shiftMs += earlier < later ? -hourMs : hourMs;
  return 'shifted';
}

/** Whether the level moves so often that there is none; once unstable, until it has been calm for long. */
export function isUnstable(state: AutoState): boolean {
  if (state.instability > unstableFrom) state.isUnstable = true;
  else if (state.instability < stableBelow) state.isUnstable = false;
  return state.isUnstable;
}
