import { chartWeights } from './budget';
import { nextChart } from './chart-memory';
import { confirm } from './confirm-change';
import { isBeyondSeason, isShifted, isUnstable, showsOnLikeDays, youngSeasonCost } from './doubts';
import { examine, glance, isAsBefore, type Scrutiny } from './judge-chart';
import { meanBack, timeBack, valueBack } from './recent-ring';
import { levelOf, readTimes, relearn, spreadOf, times } from './regime';
import type { ScoreChart } from './score-chart';
import { dayMs } from './season-cells';
import type { AutoState, ChartName, Reference, SeenBy } from './state';
import { stuckStrength } from './stuck-run';
import { residualOf } from './working-scale';

/** Fewest points for which a drift lasts; the new level is known after as many. */
const latchedPoints = 24;
/** Strength that a further alarm needs beyond the budget, for each recent one. */
const alarmCost = 1;
/** The size of a season differs from day to day for many reasons. */
const seasonCost = 2;
/**
 * Standard errors of a slow part attributed to chance; fewer for the spread, since noise often comes in
 * clusters.
 */
const discounts = { location: 2, spread: 1.5, season: 2 };
/** The prior probability that a chart has memory: levels seldom do, noise often comes in clusters. */
const memoryPriors = { location: 0.02, spread: 0.1, season: 0.02 };
/**
 * Decades by which a change may explain less beyond memory than the budget requires: memory is a second
 * opinion here, and a miss costs as much as a false alarm. Young levels get more of it, since a few values
 * can hardly tell the two apart.
 */
const lenience = 1;
const youngLenience = 2;
const grownCount = 80;
/**
 * So many values without a season tell noise that comes in clusters from a change of the spread. A season
 * that is not fitted exactly looks like such clusters.
 */
const knownSpreadCount = 300;
/** A shift of clocks has to explain this share of what widens the spread. */
const shiftShares = { location: 0, spread: 0.5, season: 0.5 };
/** A level that alarms counts as wandering, the more so where its memory is long. */
const wanderCount = 0.65;
const longCount = 1.2;
const longMemory = 12;
/** A wandering level that would have alarmed again. */
const againCount = 0.4;
/** A difference that a level without any hold explains as well as a change does. */
const wanderingCount = 1.2;
const likely = 0.5;
const maxInstability = 3;
/** The share of past alarms that remains with every point. */
const alarmFade = 0.999;
const instabilityFade = 0.9998;
/** A look that came this close to an alarm is followed by a careful one. */
const closeBy = 0.7;
const minStuck = 6;
const minBeforeStuck = 12;
const minStuckSeen = 20;

/** Less than a millionth counts as 0, so that no sum fades for ever. */
function faded(amount: number, share: number): number {
  return amount < 1e-6 ? 0 : amount * share;
}

/** Lets past alarms fade by one point. */
export function fadeAlarms(state: AutoState): void {
  state.alarms = faded(state.alarms, alarmFade);
  state.instability = faded(state.instability, instabilityFade);
}

/**
 * Counts an alarm.
 * @returns false if there is no level to change, which is reported as `unstable` instead.
 */
export function countAlarm(state: AutoState, longFactor: number): boolean {
  if (isUnstable(state)) {
    state.instability = Math.min(state.instability + againCount, maxInstability);
    return false;
  }
  state.alarms += 1;
  state.instability += longFactor > longMemory ? longCount : wanderCount;
  return true;
}

/** What was ordinary before the last `size` points. */
function referenceBefore(state: AutoState, size: number): Reference {
  const { recent, residualCount, residualSum, origin, rawSum, startMs } = state;
  const count = Math.max(1, residualCount - size);
  readTimes(state, size);
  let ownSum = 0;
  for (let back = 1; back <= size; back += 1)
    ownSum += residualOf(state, valueBack(recent, back), times[size - back] as number) - origin;
  return {
    fromMs: startMs,
    toMs: timeBack(recent, Math.min(size + 1, recent.values.length)),
    count,
    level: origin + (residualSum - ownSum) / count,
    mean: (rawSum - size * meanBack(recent, size)) / count,
    spread: spreadOf(state),
  };
}

/** A change is confirmed: what came before is the reference, and what came since is learned from. */
function createChange(state: AutoState, seenBy: SeenBy, size: number, strength: number): void {
  state.reference = referenceBefore(state, size);
  state.seenBy = seenBy;
  state.latchedStrength = strength;
  state.latchedLeft = latchedPoints;
  state.onsetMs = timeBack(state.recent, size);
}

function restart(state: AutoState, size: number): void {
  state.startMs = timeBack(state.recent, size);
  state.location = nextChart(state.location);
  state.spread = nextChart(state.spread);
  state.season = nextChart(state.season);
  state.skipUntil = { location: 0, spread: 0, season: 0 };
  relearn(state, size, false);
}

function scrutinyOf(state: AutoState, chart: ChartName): Scrutiny {
  const cycles = state.cells.profile?.cycles ?? 0;
  const perDay = dayMs / Math.max(1, state.spacingMs);
  return {
    weights: chartWeights(state.sides)[chart],
    extra: cycles > 0 ? 1 + 1 / cycles : 1,
    discount: discounts[chart],
    minSize: chart === 'season' ? Math.min(512, Math.max(16, Math.round(0.8 * perDay))) : 8,
  };
}

/** Decades by which memory may explain more of a change of this chart than the budget allows. */
function lenienceOf(state: AutoState, name: ChartName): number {
  const { count } = state[name];
  if (name === 'location') return lenience + youngLenience * Math.max(0, 1 - count / grownCount);
  const tellsClusters = name === 'spread' && state.cells.profile === null && count >= knownSpreadCount;
  return tellsClusters ? 0 : lenience;
}

/**
 * Whether the last points have changed rather than wandered. A level without any hold is learned anew from
 * the last points; otherwise it would leave everything that has been seen. In time it is `unstable`.
 */
function isChange(state: AutoState, name: ChartName, size: number, bar: number): boolean {
  const chart = state[name];
  const { strength, wandering } = confirm(chart, scrutinyOf(state, name), size, memoryPriors[name]);
  if (strength > bar - lenienceOf(state, name)) return true;
  if (name === 'location' && wandering > likely) {
    state.instability = Math.min(state.instability + wanderingCount, maxInstability);
    relearn(state, Math.min(chart.count, state.recent.values.length), false);
    state.skipUntil.location = chart.count + Math.max(8, size >> 2);
  }
  return false;
}

/** Examines a chart; returns how rare what it shows is, and starts a change if it is one. */
function watchChart(state: AutoState, name: ChartName, chart: ScoreChart, threshold: number): number {
  if (isAsBefore(chart) && chart.strongest <= threshold - closeBy) return chart.strongest;
  const scrutiny = scrutinyOf(state, name);
  const { strength } = glance(chart, scrutiny);
  if (strength <= threshold - closeBy) return strength;
  const unconfirmed = Math.min(strength, 0.99 * threshold);
  if (state.skipUntil[name] > chart.count) return unconfirmed;
  const { strength: sure, size } = examine(chart, scrutiny);
  const alarmed = alarmCost * state.alarms;
  const isClear = name === 'location' && isBeyondSeason(state, size);
  const youngCost = isClear ? 0 : youngSeasonCost(state);
  const cost = alarmed + youngCost + (name === 'season' ? seasonCost : 0);
  if (sure > threshold + cost && isChange(state, name, size, threshold + alarmed)) {
    const like = isClear ? 'yes' : showsOnLikeDays(state, timeBack(state.recent, size), name);
    const shift = like === 'yes' && !isClear ? isShifted(state, size, shiftShares[name]) : 'no';
    if (shift === 'shifted') {
      relearn(state, Math.min(state.location.count, state.recent.values.length), false);
      return 0;
    }
    if (like === 'relearn') {
      relearn(state, size, false);
      return 0;
    }
    if (like === 'yes' && shift === 'no') {
      const isReported = countAlarm(state, name === 'season' ? Number.POSITIVE_INFINITY : chart.longFactor);
      if (isReported) createChange(state, name, size, sure);
      restart(state, size);
      return isReported ? sure : 0;
    }
  }
  state.skipUntil[name] = Math.max(state.skipUntil[name], chart.count + Math.max(2, size >> 3));
  return Math.min(unconfirmed, sure);
}

/** A run of equal values is reported once; what it interrupts continues when it ends. */
function watchRun(state: AutoState, threshold: number): number {
  const { run, recent } = state;
  if (run.length < minStuck || run.seen < minStuckSeen || run.isReported) return 0;
  const strength = stuckStrength(run, chartWeights(state.sides).stuck);
  if (strength <= threshold) return strength;
  run.isReported = true;
  const size = Math.min(run.length + 1, recent.values.length);
  // In a young segment there is little before the run; then the reference of the last change stays.
  if (state.residualCount - size >= minBeforeStuck || state.seenBy === 'nothing')
    createChange(state, 'stuck', size, strength);
  else {
    state.seenBy = 'stuck';
    state.latchedStrength = strength;
  }
  state.latchedLeft = 0;
  return strength;
}

/** Judges the last point: how rare what stands out most would be in a calm series. */
export function watch(state: AutoState, threshold: number): number {
  let most = watchRun(state, threshold);
  if (most <= threshold) most = Math.max(most, watchChart(state, 'location', state.location, threshold));
  if (most <= threshold) most = Math.max(most, watchChart(state, 'spread', state.spread, threshold));
  if (most <= threshold && state.cells.profile !== null)
    most = Math.max(most, watchChart(state, 'season', state.season, threshold));
  if (most > threshold || state.latchedLeft === 0) return most;
  state.latchedLeft -= 1;
  return state.latchedStrength;
}

/** Distance of the present level from the reference, on the working scale. */
export function presentLevel(state: AutoState): number {
  return state.level === 'drift' ? levelOf(state) : state.nearLevel;
}
