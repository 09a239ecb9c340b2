import { chartWeights } from './budget';
import { examine } from './judge-chart';
import { spreadOfEdges } from './normal-scores';
import { ringSize, valueBack } from './recent-ring';
import { addToChart, createChart, learnChart } from './score-chart';
import { isStill, noiseAt, seasonAt } from './season-cells';
import type { AutoState } from './state';
import { fromScale, localOf, residualOf, toScale, withoutRounding } from './working-scale';

/*
 * The segment since the last change: what is charted of every value, and the level and noise of the values.
 */

/** Share of the newest value in the moving average. */
const nearShare = 0.05;
/** How many first values the moving average begins with. */
const settleCount = 20;
/** A value further from the middle than this many robust standard deviations is an outlier. */
const outlierSpreads = 8;
const unlimited = 1e300;
/** A constant, whose noise is unknown, may vary by a thousandth of its level. */
const constantShare = 1e-3;
/** With more repeated values than this, sizes of steps are comparable only between neighbours. */
const manyTies = 0.05;
/** Counts at which the charts are learned anew; beyond the last their edges stay fixed. */
const growthCounts = new Set([12, 18, 27, 40, 60, 90, 135, 200, 300, 450]);
export const lastGrowth = 450;
/**
 * For 3 days after a change the size of the season is in question; a likelihood ratio that memory cannot
 * cause decides.
 */
const gainDoubtMs = 3 * 86_400_000;
const gainRatio = 40;
const maxGain = 6;

const residuals = new Float64Array(ringSize);
const steps = new Float64Array(ringSize);
const along = new Float64Array(ringSize);
/** What the charts get of each: NaN where a still hour says nothing. */
const telling = new Float64Array(ringSize);
/** Times of the last points, oldest first, as `readTimes` leaves them. */
export const times = new Float64Array(ringSize);

/** Level of the segment on the working scale. */
export function levelOf({ origin, residualSum, residualCount }: AutoState): number {
  return origin + residualSum / Math.max(1, residualCount);
}

/** Standard deviation around it. */
export function spreadOf({ residualSum, residualSquares, residualCount }: AutoState): number {
  const count = Math.max(1, residualCount);
  return Math.sqrt(Math.max(0, residualSquares / count - (residualSum / count) ** 2));
}

/** Sets the limits beyond which a value is an outlier. */
function learnOutlierLimits(state: AutoState): void {
  const { edges } = state.location;
  const limit = outlierSpreads * spreadOfEdges(edges);
  const middle = edges[10] as number;
  state.outlierBelow = limit > 0 ? middle - limit : -unlimited;
  state.outlierAbove = limit > 0 ? middle + limit : unlimited;
}

/** A value clipped to the outlier limits, so that an outlier moves neither level nor noise for long. */
function clipped({ outlierBelow, outlierAbove }: AutoState, residual: number): number {
  return residual < outlierBelow ? outlierBelow : residual > outlierAbove ? outlierAbove : residual;
}

function addToSums(state: AutoState, residual: number, value: number): void {
  const distance = clipped(state, residual) - state.origin;
  state.residualCount += 1;
  state.residualSum += distance;
  state.residualSquares += distance * distance;
  state.rawSum += value;
}

/** Size of what the present level and the value before did not predict; adds the value. */
function stepTo(state: AutoState, residual: number): number {
  const foreseen = state.nearLevel + state.neighbourCorrelation * (state.lastResidual - state.nearLevel);
  const kept = clipped(state, residual);
  state.nearLevel += nearShare * (kept - state.nearLevel);
  state.lastResidual = kept;
  return Math.abs(withoutRounding(state, residual - foreseen));
}

/**
 * Product of residual and season: positive where the season is larger than learned, whichever way it points.
 */
function seasonProduct(state: AutoState, residual: number, tsMs: number): number {
  return withoutRounding(state, (residual - levelOf(state)) * seasonAt(state.cells, localOf(state, tsMs)));
}

/** Fills `times` for the last `count` points, oldest first. */
export function readTimes({ recent }: AutoState, count: number): void {
  const { stepsMs, stepCounts } = recent;
  let tsMs = recent.lastMs;
  let run = stepsMs.length - 1;
  let left = run >= 0 ? (stepCounts[run] as number) : 0;
  for (let index = count - 1; index >= 0; index -= 1) {
    times[index] = tsMs;
    if (left === 0 && run > 0) {
      run -= 1;
      left = stepCounts[run] as number;
    }
    if (run >= 0) tsMs -= stepsMs[run] as number;
    left -= 1;
  }
}

/** The correlation of neighbours; if their steps hardly vary otherwise, only neighbours are compared. */
function neighbourCorrelationOf(state: AutoState): number {
  const { location, cells, run, sides } = state;
  if (cells.profile !== null || run.ties > manyTies * run.seen) return 1;
  examine(location, { weights: chartWeights(sides).location, extra: 1, discount: 2, minSize: 8 });
  return location.neighbourCorrelation;
}

/**
 * Learns charts, level and noise anew from the last `count` points.
 * @param keepsOlder whether the older points of the segment stay in the charts, with their edges.
 */
export function relearn(state: AutoState, count: number, keepsOlder: boolean): void {
  const { recent, cells, location, spread, season, skipUntil } = state;
  readTimes(state, count);
  for (let index = 0; index < count; index += 1)
    residuals[index] = residualOf(state, valueBack(recent, count - index), times[index] as number);
  state.origin = residuals[0] as number;
  state.residualCount = 0;
  state.residualSum = 0;
  state.residualSquares = 0;
  state.rawSum = 0;
  const scale = state.power === 1 ? Math.abs(state.origin) : 1;
  const isConstant = residuals.subarray(0, count).every((residual) => residual === state.origin);
  state.floor = isConstant ? constantShare * scale : 0;
  for (let index = 0; index < count; index += 1) {
    const isSilent = isStill(
      cells,
      valueBack(recent, count - index),
      localOf(state, times[index] as number),
      recent.roundTo,
    );
    telling[index] = isSilent ? Number.NaN : (residuals[index] as number);
  }
  learnChart(location, telling.subarray(0, count), state.floor, keepsOlder);
  learnOutlierLimits(state);
  for (let index = 0; index < count; index += 1)
    addToSums(state, residuals[index] as number, valueBack(recent, count - index));
  state.neighbourCorrelation = neighbourCorrelationOf(state);
  const settling = Math.min(count, settleCount);
  state.nearLevel = 0;
  for (let index = 0; index < settling; index += 1)
    state.nearLevel += clipped(state, residuals[index] as number) / settling;
  state.lastResidual = state.nearLevel;
  for (let index = 0; index < count; index += 1) {
    const noise = noiseAt(cells, localOf(state, times[index] as number));
    steps[index] = stepTo(state, residuals[index] as number) / noise;
    along[index] = Number.isNaN(telling[index]) ? Number.NaN : (steps[index] as number);
  }
  learnChart(spread, along.subarray(0, count), state.floor, keepsOlder);
  if (cells.profile === null) state.season = createChart();
  else {
    for (let index = 0; index < count; index += 1)
      along[index] = seasonProduct(state, telling[index] as number, times[index] as number);
    learnChart(season, along.subarray(0, count), 0, keepsOlder && season.count > 0);
  }
  skipUntil.location = Math.min(skipUntil.location, location.count);
  skipUntil.spread = Math.min(skipUntil.spread, spread.count);
  skipUntil.season = Math.min(skipUntil.season, state.season.count);
}

/**
 * A change may be one of the season's size: then the season is multiplied, so that the charts see the rest.
 */
function fitGain(state: AutoState, count: number): void {
  const { cells, recent } = state;
  if (cells.profile === null || state.latchedStrength === 0 || recent.lastMs - state.startMs > gainDoubtMs)
    return;
  readTimes(state, count);
  let seasonMean = 0;
  let mean = 0;
  for (let back = 1; back <= count; back += 1) {
    along[back - 1] = seasonAt(cells, localOf(state, times[count - back] as number)) / cells.gain;
    residuals[back - 1] = toScale(state, valueBack(recent, back));
    seasonMean += (along[back - 1] as number) / count;
    mean += (residuals[back - 1] as number) / count;
  }
  let cross = 0;
  let squares = 0;
  let total = 0;
  for (let index = 0; index < count; index += 1) {
    const own = (along[index] as number) - seasonMean;
    const residual = (residuals[index] as number) - mean;
    cross += own * residual;
    squares += own * own;
    total += residual * residual;
  }
  if (!(squares > 0)) return;
  const leftBy = (gain: number) => total - 2 * gain * cross + gain * gain * squares;
  const gain = Math.min(Math.max(cross / squares, 0), maxGain);
  const ratio = leftBy(cells.gain) / Math.max(leftBy(gain), 1e-12 * total);
  // A season without any size could never be seen to return.
  if (count * Math.log(ratio) > gainRatio) cells.gain = Math.max(gain, 0.01);
}

/** What `addToRegime` made of a value; one object, reused. */
export const added = { step: 0, value: 0 };

/**
 * Adds a value to the segment.
 * @returns the size of its step, and the value clipped to the outlier limits.
 */
export function addToRegime(state: AutoState, value: number, tsMs: number): typeof added {
  const { location, spread, season, cells, recent } = state;
  const residual = residualOf(state, value, tsMs);
  if (location.count <= lastGrowth && growthCounts.has(location.count)) {
    const count = Math.min(location.count + 1, recent.values.length);
    fitGain(state, count);
    relearn(state, count, false);
    added.step = steps[count - 1] as number;
    added.value = value;
    return added;
  }
  addToSums(state, residual, value);
  const step = stepTo(state, residual);
  const localMs = localOf(state, tsMs);
  const isSilent = isStill(cells, value, localMs, recent.roundTo);
  addToChart(location, isSilent ? Number.NaN : residual, state.floor);
  addToChart(spread, isSilent ? Number.NaN : step / noiseAt(cells, localMs), state.floor);
  if (cells.profile !== null && season.edges.length > 0)
    addToChart(season, isSilent ? Number.NaN : seasonProduct(state, residual, tsMs), 0);
  const kept = clipped(state, residual);
  added.step = step;
  added.value = kept === residual ? value : fromScale(state, toScale(state, value) + kept - residual);
  return added;
}
