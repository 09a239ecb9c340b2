import { isChanging, judge } from './hysteresis';
import { createIdleInput, createInput, errorWithoutSeason, type InputState, learn } from './input-stage';
import { notEnoughData } from './not-enough-data';
import type { Season } from './shared-params';
import type { DetectorWindows, Level, MetricTraits, Reading, WindowSpan } from './types';

/**
 * What all methods on streams of errors share: which value is an error, how long a drift lasts, and what is
 * compared with what.
 *
 * Errors. A value is 0 or 1, or a share between them (the error rate of a batch). If higher is better (1 =
 * right), 0 is the error, otherwise 1 is. Values outside count as the nearer of 0 and 1. With a season the
 * values are those without it, cut to [0, 1] (input-stage.ts), and the first `reference_size` points teach
 * the season.
 *
 * Sides. A method counts what is worse, more errors. A two-sided metric, and every metric under `both`, is
 * watched for fewer errors as well, by a second copy of the method that counts what is right.
 *
 * Concepts. A method starts empty, does not judge for `reference_size` points, and judges from the next one
 * on. After an alarm it forgets everything, as the published methods do, and does not judge for as many
 * points again. During that time the level stays `drift`, with the statistic of the alarm, since nothing
 * shows yet that the stream is calm: one change is reported once. Then the new error rate is the ordinary
 * one, and the level is judged again. Only the very first points are `insufficient_data`.
 *
 * Use, by error-method.ts: `learnError` first, then `takeError`, the method's own step, which calls
 * `moveCut`, for each side, and `settle`; if that began a new concept (`isFresh`), the method's own numbers
 * restart.
 */
export type ErrorStream = {
  input: InputState;
  zeroIsError: boolean;
  /** Points of a concept before the first judged one. */
  silentSize: number;
  threshold: number;
  warningRatio: number;
  level: Level;
  /** The present concept: its errors and times. */
  count: number;
  sum: number;
  fromMs: number;
  toMs: number;
  lastError: number;
  /**
   * The present drift, or the last one: its statistic, what it was compared with, and its points before the
   * alarm.
   */
  heldStatistic: number;
  heldOnsetMs: number;
  heldFromMs: number;
  heldToMs: number;
  heldMean: number;
  heldCount: number;
  heldSinceCount: number;
  heldSinceSum: number;
};

/** Where one side divides its concept: the ordinary part up to here, the present part after it. */
export type Cut = {
  count: number;
  sum: number;
  toMs: number;
  /** Time of the first point after the cut. */
  sinceMs: number;
};

function createCut(): Cut {
  return { count: 0, sum: 0, toMs: 0, sinceMs: 0 };
}

/**
 * One side of a method: its newest error and statistic, its own numbers, and where it divides the concept.
 */
export type Side<Numbers> = { error: number; statistic: number; numbers: Numbers; cut: Cut };

export type Sides<Numbers> = {
  more: Side<Numbers>;
  /** Fewer errors; `null` if that is not watched. */
  fewer: Side<Numbers> | null;
  /** Whether the last statistic is that of `fewer`. */
  fewerLeads: boolean;
};

/** A side before the first point. */
export function createSide<Numbers>(numbers: Numbers): Side<Numbers> {
  return { error: 0, statistic: 0, numbers, cut: createCut() };
}

interface ErrorParams {
  reference_size: number;
  threshold: number;
  warning_ratio: number;
  season: Season;
}

export function createErrorStream(params: ErrorParams, traits: MetricTraits): ErrorStream {
  return {
    input: params.season === 'none' ? createIdleInput() : createInput({ ...params, scale: 'raw' }, traits),
    zeroIsError: traits.direction === 'higher_is_better',
    silentSize: params.reference_size,
    threshold: params.threshold,
    warningRatio: params.warning_ratio,
    level: 'insufficient_data',
    count: 0,
    sum: 0,
    fromMs: 0,
    toMs: 0,
    lastError: 0,
    heldStatistic: 0,
    heldOnsetMs: 0,
    heldFromMs: 0,
    heldToMs: 0,
    heldMean: 0,
    heldCount: 0,
    heldSinceCount: 0,
    heldSinceSum: 0,
  };
}

/** A point that only teaches the season. */
export function learnError({ input, silentSize }: ErrorStream, value: number, tsMs: number): Reading {
  learn(input, Math.min(Math.max(value, 0), 1), tsMs);
  return notEnoughData(input.moments.count, input.referenceSize + silentSize + 1);
}

/** Counts the error of a point, in [0, 1], as `lastError`. */
export function takeError(stream: ErrorStream, value: number, tsMs: number): void {
  const share = value > 0 ? Math.min(value, 1) : 0;
  const adjusted = errorWithoutSeason(stream.input, share, tsMs);
  const error = stream.zeroIsError ? 1 - adjusted : adjusted;
  if (stream.count === 0) stream.fromMs = tsMs;
  stream.count += 1;
  stream.sum += error;
  stream.toMs = tsMs;
  stream.lastError = error;
}

/** Tells a side's cut about the newest point: the cut is here, or where it was. */
export function moveCut(cut: Cut, stream: ErrorStream, isHere: boolean): void {
  if (isHere) {
    cut.count = stream.count;
    cut.sum = stream.sum;
    cut.toMs = stream.toMs;
  } else if (cut.count + 1 === stream.count) cut.sinceMs = stream.toMs;
}

/** The mean of `count` errors, in the metric's unit. */
function meanValue(stream: ErrorStream, sum: number, count: number): number {
  const mean = sum / count;
  return stream.zeroIsError ? 1 - mean : mean;
}

function hold(stream: ErrorStream, cut: Cut, statistic: number): void {
  stream.heldStatistic = statistic;
  // An alarm at the cut itself has only the newest point after it.
  const isBehind = cut.count > 0 && cut.count < stream.count;
  const count = isBehind ? cut.count : Math.max(stream.count - 1, 1);
  const sum = isBehind ? cut.sum : stream.sum - stream.lastError;
  stream.heldOnsetMs = isBehind ? cut.sinceMs : stream.toMs;
  stream.heldFromMs = stream.fromMs;
  stream.heldToMs = isBehind ? cut.toMs : stream.toMs;
  stream.heldMean = meanValue(stream, sum, count);
  stream.heldCount = count;
  stream.heldSinceCount = stream.count - count;
  stream.heldSinceSum = stream.sum - sum;
  stream.count = 0;
  stream.sum = 0;
}

function heldDelta(stream: ErrorStream): number {
  const { heldSinceSum, heldSinceCount, sum, count, heldMean } = stream;
  return meanValue(stream, heldSinceSum + sum, heldSinceCount + count) - heldMean;
}

/**
 * The reading of a point, from the leading side, whose statistic is ignored for points that are not judged.
 */
export function settle(stream: ErrorStream, { statistic, cut }: Side<unknown>): Reading {
  const { count, threshold, silentSize } = stream;
  if (count <= silentSize) {
    if (stream.level !== 'drift') {
      const { referenceSize } = stream.input;
      return notEnoughData(referenceSize + count, referenceSize + silentSize + 1);
    }
    return { statistic: stream.heldStatistic, threshold, level: 'drift', delta: heldDelta(stream) };
  }
  const level = judge(statistic, threshold, threshold, stream.warningRatio);
  stream.level = level;
  if (level === 'drift') {
    hold(stream, cut, statistic);
    return { statistic, threshold, level, delta: heldDelta(stream) };
  }
  const since = count - cut.count;
  if (cut.count === 0 || since === 0) return { statistic, threshold, level, delta: 0 };
  // The difference of the two means, in one division.
  const rise = ((stream.sum - cut.sum) * cut.count - cut.sum * since) / (since * cut.count);
  return { statistic, threshold, level, delta: (stream.zeroIsError ? -rise : rise) + 0 };
}

/** Whether an alarm has just ended the concept, so that the method's own numbers have to restart. */
export function isFresh(stream: ErrorStream): boolean {
  return stream.count === 0;
}

/**
 * The ordinary part and the present part, for the chart: those of the drift during one, otherwise around the
 * cut.
 */
export function errorWindows(stream: ErrorStream, cut: Cut): DetectorWindows {
  if (stream.level === 'insufficient_data') return { reference: null, band: null, current: null };
  const { count, sum, fromMs, toMs } = stream;
  if (stream.level === 'drift') {
    const reference: WindowSpan = {
      fromMs: stream.heldFromMs,
      toMs: stream.heldToMs,
      mean: stream.heldMean,
      sampleCount: stream.heldCount,
    };
    const heldCount = stream.heldSinceCount + count;
    const mean = meanValue(stream, stream.heldSinceSum + sum, heldCount);
    return {
      reference,
      band: null,
      current: { fromMs: stream.heldOnsetMs, toMs, mean, sampleCount: heldCount },
    };
  }
  const isBehind = cut.count > 0 && cut.count < count;
  const ordinaryCount = isBehind ? cut.count : count;
  const reference: WindowSpan = {
    fromMs,
    toMs: isBehind ? cut.toMs : toMs,
    mean: meanValue(stream, isBehind ? cut.sum : sum, ordinaryCount),
    sampleCount: ordinaryCount,
  };
  if (!isBehind) {
    const mean = meanValue(stream, stream.lastError, 1);
    return { reference, band: null, current: { fromMs: toMs, toMs, mean, sampleCount: 1 } };
  }
  const since = count - cut.count;
  const mean = meanValue(stream, sum - cut.sum, since);
  return { reference, band: null, current: { fromMs: cut.sinceMs, toMs, mean, sampleCount: since } };
}

/** The first point after the cut while a change is under way. */
export function errorOnset(stream: ErrorStream, cut: Cut): number | null {
  if (!isChanging(stream.level)) return null;
  if (stream.level === 'drift') return stream.heldOnsetMs;
  return cut.count < stream.count ? cut.sinceMs : stream.toMs;
}
