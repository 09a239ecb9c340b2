import { type Autoregression, fitAutoregression } from '../stats/autoregression';
import { blockLength } from '../stats/block-length';
import { type CyclePattern, hourOfDay, patternAt, seasonOf } from '../stats/daily-season';
import { effectiveCount } from '../stats/effective-count';
import { elementAt } from '../stats/element-at';
import { meanOfRange } from '../stats/mean';
import { type SmoothSample, smoothQuantile, smoothSample } from '../stats/smooth-quantile';
import { hasFrequentValue, valueCounts } from '../stats/value-counts';
import { type SeriesPoints, typicalSpacingMs } from './series-points';

/** The range that a metric can have; values drawn beyond it are moved to its end. */
export interface ValueBounds {
  lower?: number | null;
  upper?: number | null;
}

/**
 * A series like the reference, of any length: calibration and power analysis draw from it.
 *
 * A stationary bootstrap (blocks of geometric length, Politis and Romano 1994) of the residuals without
 * season and linear memory, with both put back ("post-blackened", Davison and Hinkley 1997). Short blocks
 * alone would cut the memory at every seam, and a fitted model alone would lose what is not linear, such as
 * calm and lively times.
 *   season: by hour of day or of week where the reference shows one (daily-season.ts), kept at its time;
 *   memory: an autoregression, order chosen from the data (autoregression.ts);
 *   innovations: blocks, length chosen from the data (block-length.ts); each value is drawn near its rank
 *     from the smoothed sample with Pareto tails (smooth-quantile.ts), so that rarer values occur than in the
 *     reference. Where some hours are noisier than others, blocks begin at the hour they were taken from.
 *
 * A metric with few distinct values (0/1, counts) has no innovations: blocks of its values are drawn as they
 * are. A metric rounded to decimals is rounded again.
 */
export interface ReferenceModel {
  readonly spacingMs: number;
  /** Standard deviation without the season, in the metric's unit; 0 for a constant. */
  readonly noise: number;
  /** Standard error of the level, memory included; 0 where values are drawn as they are. */
  readonly levelError: number;
  readonly season: CyclePattern | null;
  /** Order of the autoregression, and the mean length of a block in points. */
  readonly order: number;
  readonly blockLength: number;
  /**
   * Fills `target` with a series that begins at `fromMs`, with the given spacing, `shift` from the level of
   * the reference.
   */
  draw(target: Float64Array, fromMs: number, random: () => number, shift: number): void;
}

/** With no more distinct values than this, or with a frequent one, values are drawn as they are. */
const maxDiscrete = 12;

export function modelReference({ tsMs, values }: SeriesPoints, bounds: ValueBounds = {}): ReferenceModel {
  const season = seasonOf(values, tsMs);
  const level = meanOfRange(values);
  const residuals = Float64Array.from(values, (value, index) => {
    const offset = season === null ? 0 : patternAt(season, elementAt(tsMs, index));
    return value - level - offset;
  });
  const isConstant = residuals.every((_, index) => values[index] === values[0]);
  const noise = isConstant
    ? 0
    : Math.sqrt(residuals.reduce((sum, rest) => sum + rest * rest, 0) / Math.max(1, residuals.length - 1));
  const base = { spacingMs: typicalSpacingMs(tsMs), noise, season };
  if (isDiscrete(values)) return { ...base, levelError: 0, ...tiedModel(values, tsMs, residuals, season) };
  // A season learned from few cycles takes some of the noise with it.
  const kept = season === null ? 1 : 1 - Math.min(0.5, season.offsets.length / values.length);
  const scaled = residuals.map((rest) => rest / Math.sqrt(kept));
  const memory = fitAutoregression(scaled);
  const length = Math.max(blockLength(memory.innovations), blockLength(memory.innovations.map(Math.abs)));
  const decimals = decimalsOf(values);
  const finish = (value: number) => {
    const inside = Math.min(Math.max(value, bounds.lower ?? -Infinity), bounds.upper ?? Infinity);
    return decimals === null ? inside : Number(inside.toFixed(decimals));
  };
  const pick = blockPicker(tsMs, memory, length);
  return {
    ...base,
    levelError: noise / Math.sqrt(effectiveCount(residuals)),
    order: memory.coefficients.length,
    blockLength: length,
    draw: (target, fromMs, random, shift) =>
      drawMemory({
        target,
        fromMs,
        random,
        level: level + shift,
        season,
        spacingMs: base.spacingMs,
        scaled,
        memory,
        pick,
        finish,
      }),
  };
}

/** Whether values are drawn as they are, since they have no innovations. */
function isDiscrete(values: ArrayLike<number>): boolean {
  return valueCounts(values).size <= maxDiscrete || hasFrequentValue(values);
}

/** The number of decimals of all values where rounding has made ties of them; `null` otherwise. */
function decimalsOf(values: ArrayLike<number>): number | null {
  const distinct = new Set(Array.from(values));
  if (distinct.size > 0.9 * values.length) return null;
  for (let decimals = 0; decimals <= 8; decimals += 1) {
    let fits = true;
    for (const value of distinct) fits &&= Number(value.toFixed(decimals)) === value;
    if (fits) return decimals;
  }
  return null;
}

/** Where the next block begins: anywhere, or among the positions of the same hour. */
type PickStart = (tsMs: number, random: () => number) => number;

function anywhere(count: number): PickStart {
  return (_tsMs, random) => Math.floor(random() * count);
}

function atTheSameHour(tsMs: ArrayLike<number>, first: number, count: number): PickStart {
  const byHour = Array.from({ length: 24 }, () => [] as number[]);
  for (let index = 0; index < count; index += 1)
    byHour[hourOfDay(elementAt(tsMs, first + index))]?.push(index);
  return (time, random) => {
    const starts = elementAt(byHour, hourOfDay(time));
    if (starts.length < 5) return Math.floor(random() * count);
    return elementAt(starts, Math.floor(random() * starts.length));
  };
}

/**
 * The blocks of innovations: their smoothed sample, the rank of each innovation in it, and how blocks are
 * chosen.
 */
type Picker = { sample: SmoothSample; ranks: Float64Array; length: number; start: PickStart };

function blockPicker(
  tsMs: ArrayLike<number>,
  { innovations, coefficients }: Autoregression,
  length: number,
): Picker {
  const count = innovations.length;
  const ascending = Array.from(innovations.entries()).sort(([, left], [, right]) => left - right);
  const ranks = new Float64Array(count);
  for (const [rank, [index]] of ascending.entries()) ranks[index] = rank;
  const first = coefficients.length;
  const times = Array.from(tsMs).slice(first, first + count);
  const isUneven = seasonOf(innovations.map(Math.abs), times) !== null;
  const start = isUneven ? atTheSameHour(tsMs, first, count) : anywhere(count);
  return { sample: smoothSample(innovations), ranks, length, start };
}

interface Drawing {
  target: Float64Array;
  fromMs: number;
  random: () => number;
  level: number;
  season: CyclePattern | null;
  spacingMs: number;
  scaled: Float64Array;
  memory: Autoregression;
  pick: Picker;
  finish: (value: number) => number;
}

function drawMemory(drawing: Drawing): void {
  const { target, fromMs, random, level, season, spacingMs, scaled, memory, pick, finish } = drawing;
  const { coefficients } = memory;
  const order = coefficients.length;
  const count = pick.ranks.length;
  // The series begins in the middle of the reference: no warm-up is needed.
  const from = Math.floor(random() * Math.max(1, scaled.length - order));
  const path = new Float64Array(order + target.length);
  path.set(scaled.subarray(from, from + order));
  let at = 0;
  let left = 0;
  for (let index = 0; index < target.length; index += 1) {
    const time = fromMs + index * spacingMs;
    if (left === 0) {
      at = pick.start(time, random);
      left = geometric(pick.length, random);
    }
    let rest = smoothQuantile(pick.sample, (pick.ranks[at] as number) + random());
    for (let back = 0; back < order; back += 1)
      rest += (coefficients[back] as number) * (path[order + index - 1 - back] as number);
    path[order + index] = rest;
    at = at + 1 === count ? 0 : at + 1;
    left -= 1;
    target[index] = finish(level + rest + (season === null ? 0 : patternAt(season, time)));
  }
}

/** The length of a block with mean `length`, at least 1. */
function geometric(length: number, random: () => number): number {
  if (length <= 1) return 1;
  return 1 + Math.floor(Math.log(1 - random()) / Math.log(1 - 1 / length));
}

/** Blocks of the values themselves, at their hour where there is a season. */
function tiedModel(
  values: ArrayLike<number>,
  tsMs: ArrayLike<number>,
  residuals: Float64Array,
  season: CyclePattern | null,
): Pick<ReferenceModel, 'order' | 'blockLength' | 'draw'> {
  const length = blockLength(residuals);
  const count = values.length;
  const start = season === null ? anywhere(count) : atTheSameHour(tsMs, 0, count);
  const spacingMs = typicalSpacingMs(tsMs);
  return {
    order: 0,
    blockLength: length,
    draw: (target, fromMs, random) => {
      let at = 0;
      let left = 0;
      for (let index = 0; index < target.length; index += 1) {
        if (left === 0) {
          at = start(fromMs + index * spacingMs, random);
          left = geometric(length, random);
        }
        target[index] = values[at] as number;
        at = at + 1 === count ? 0 : at + 1;
        left -= 1;
      }
    },
  };
}
