import { meanOfRange } from './mean';

/** A period of a series, and how much values one period apart resemble each other. */
export interface DominantPeriod {
  /** In points, at least 3. */
  period: number;
  /** Autocorrelation at that lag, from -1 to 1. */
  correlation: number;
}

/** The series is divided into this many parts, so that a level that changes once does not hide the period. */
const stretches = 4;
const maxLag = 2000;
/** A longer period must have a higher correlation than a shorter one by this factor and this amount. */
const clearerShare = 1.1;
const clearerBy = 0.02;
/** Products per lag that are enough to know a correlation to 0.01. */
const maxProducts = 10_000;

/**
 * The period of a series: the lag of the highest peak of the autocorrelation beyond its first zero, averaged
 * over four parts of the series. Of peaks of nearly equal height the shortest lag wins, so that multiples of
 * the period do not.
 *
 * @param values finite, equally spaced, in time order, of ordinary size.
 * @returns null if no peak lies within a third of a part (at most 2,000 points), which includes constants and
 *   series of fewer than 48 points. White noise has a peak too: its low `correlation` shows how little it
 *   means.
 *
 * Cost O(n lags), at most about 0.1 s: long parts are sampled for each lag. Reference: Box and Jenkins, "Time
 * Series Analysis" (1976), for the autocorrelation; Ermshaus, Schäfer, Leser, "Window size selection in
 * unsupervised time series analytics", AALTD 2022, for its highest peak as the width of a pattern.
 */
export function dominantPeriod(values: ArrayLike<number>): DominantPeriod | null {
  const length = Math.floor(values.length / stretches);
  const furthest = Math.min(Math.floor(length / 3), maxLag);
  if (furthest < 4) return null;
  const correlations = new Float64Array(furthest + 1);
  for (let stretch = 0; stretch < stretches; stretch += 1)
    addAutocorrelation(correlations, values, stretch * length, length);
  let lag = 1;
  while (lag < furthest && at(correlations, lag) > 0) lag += 1;
  let best: DominantPeriod | null = null;
  for (lag = Math.max(lag, 3); lag < furthest; lag += 1) {
    const here = at(correlations, lag);
    const isPeak = here > 0 && here >= at(correlations, lag - 1) && here >= at(correlations, lag + 1);
    if (isPeak && here > (best === null ? 0 : best.correlation * clearerShare + clearerBy))
      best = { period: lag, correlation: here };
  }
  return best;
}

function at(values: ArrayLike<number>, index: number): number {
  return values[index] as number;
}

function addAutocorrelation(sums: Float64Array, values: ArrayLike<number>, from: number, length: number) {
  const mean = meanOfRange(values, from, from + length);
  let variance = 0;
  for (let index = 0; index < length; index += 1) variance += (at(values, from + index) - mean) ** 2 / length;
  if (!(variance > 0)) return;
  for (let lag = 1; lag < sums.length; lag += 1) {
    const pairs = length - lag;
    // A step that shares no factor with common periods, so that every phase is sampled.
    const step = pairs > maxProducts ? 2 * Math.floor(pairs / maxProducts / 2) + 1 : 1;
    let sum = 0;
    let count = 0;
    for (let index = 0; index < pairs; index += step) {
      sum += (at(values, from + index) - mean) * (at(values, from + index + lag) - mean);
      count += 1;
    }
    sums[lag] = at(sums, lag) + sum / count / variance / stretches;
  }
}
