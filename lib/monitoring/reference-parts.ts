import { fitAutoregression } from '../stats/autoregression';
import { type CyclePattern, patternAt, seasonOf } from '../stats/daily-season';
import { effectiveCount } from '../stats/effective-count';
import { elementAt } from '../stats/element-at';
import { meanOfRange } from '../stats/mean';
import { segmentResiduals } from '../stats/segment-fit';
import { segmentSeries } from '../stats/segment-series';
import { hasFrequentValue } from '../stats/value-counts';
import type { SeriesPoints } from './series-points';

/** A reference decomposed into season, segments between changes, and residuals. */
export interface ReferenceParts {
  season: CyclePattern | null;
  /** Values without the season. */
  steady: Float64Array;
  /** Where segments begin; the first is 0. */
  starts: number[];
  /** Values without season and without the level (or line) of their segment. */
  residuals: Float64Array;
}

/** The residuals of segments with a level each, or with a line each. */
function residualsAround(steady: Float64Array, starts: readonly number[], hasLines: boolean): Float64Array {
  return segmentResiduals(steady, { changes: starts.slice(1), shape: hasLines ? 'line' : 'level' });
}

/** A change counts if the means on both sides differ by this many standard errors, memory included. */
const believable = 5;
/** Fewer points are an episode, whose values are outliers. */
const minLasting = 10;
/**
 * Three failures in a row are no change of a rate: series with a frequent value are segmented by means of
 * this many points.
 */
const tiedBlock = 8;
/** Fewer points have no segments. */
const minPoints = 20;

/**
 * A season hides changes and changes hide a season: each is searched for with the other taken out, season
 * first. The changes are those of the segmentation that stand out from the noise with its memory; the weakest
 * are dropped first.
 */
export function decompose({ tsMs, values }: SeriesPoints): ReferenceParts {
  const first = partsWith(seasonOf(values, tsMs), tsMs, values);
  if (first.starts.length === 1) return first;
  const { residuals } = first;
  const offsetAt = (tsMs: number) => (first.season === null ? 0 : patternAt(first.season, tsMs));
  const season = seasonOf(
    residuals.map((rest, index) => rest + offsetAt(elementAt(tsMs, index))),
    tsMs,
  );
  return season === null && first.season === null ? first : partsWith(season, tsMs, values);
}

function partsWith(
  season: CyclePattern | null,
  tsMs: ArrayLike<number>,
  values: ArrayLike<number>,
): ReferenceParts {
  const steady = Float64Array.from(
    values,
    (value, index) => value - (season === null ? 0 : patternAt(season, elementAt(tsMs, index))),
  );
  if (steady.length < minPoints)
    return { season, steady, starts: [0], residuals: residualsAround(steady, [0], false) };
  const length = hasFrequentValue(values) ? tiedBlock : 1;
  const blocks = Array.from({ length: Math.floor(steady.length / length) }, (_, block) =>
    meanOfRange(steady, block * length, (block + 1) * length),
  );
  const { starts: blockStarts, shape } = segmentSeries(blocks);
  const starts = blockStarts.map((start) => start * length);
  const hasLines = shape === 'line';
  const believed = believedStarts(steady, starts, hasLines);
  const kept = explainsMore(steady, believed, hasLines) ? believed : [0];
  return { season, steady, starts: kept, residuals: residualsAround(steady, kept, hasLines) };
}

/**
 * Drops the change that stands out least until all that are left stand out and have a lasting segment on both
 * sides.
 */
function believedStarts(steady: Float64Array, starts: readonly number[], hasLines: boolean): number[] {
  const kept = [...starts];
  while (kept.length > 1) {
    const residuals = residualsAround(steady, kept, hasLines);
    let squares = 0;
    for (const rest of residuals) squares += rest * rest;
    const error = Math.sqrt(
      squares / Math.max(1, steady.length - kept.length) / (effectiveCount(residuals) / steady.length),
    );
    let weakest = 1;
    let least = Number.POSITIVE_INFINITY;
    let from = 0;
    for (const [at, middle] of kept.entries()) {
      if (at === 0) continue;
      const to = kept[at + 1] ?? steady.length;
      const isEpisode = Math.min(middle - from, to - middle) < minLasting;
      // Where lines bend, the means may be the same on both sides; the segmentation has weighed them.
      const errors = isEpisode
        ? 0
        : hasLines
          ? Number.POSITIVE_INFINITY
          : changeInErrors(steady, from, middle, to, error);
      if (errors < least) [least, weakest] = [errors, at];
      from = middle;
    }
    if (least >= believable) break;
    kept.splice(weakest, 1);
  }
  return kept;
}

/**
 * Slow memory looks like changes of level: only changes that explain more than memory alone count (Bayesian
 * information criterion).
 */
function explainsMore(steady: Float64Array, starts: readonly number[], hasLines: boolean): boolean {
  const count = steady.length;
  const description = (at: readonly number[]) => {
    const { coefficients, innovations } = fitAutoregression(residualsAround(steady, at, hasLines));
    const variance = meanOfRange(innovations.map((value) => value * value));
    return (
      count * Math.log(variance) + (coefficients.length + (hasLines ? 4 : 2) * at.length) * Math.log(count)
    );
  };
  return starts.length === 1 || description(starts) < description([0]);
}

/** How far apart two neighbouring segments are; `error` is that of a mean, times the root of its count. */
function changeInErrors(
  steady: Float64Array,
  from: number,
  middle: number,
  to: number,
  error: number,
): number {
  const difference = Math.abs(meanOfRange(steady, from, middle) - meanOfRange(steady, middle, to));
  const deviation = error * Math.sqrt(1 / (middle - from) + 1 / (to - middle));
  return deviation > 0 ? difference / deviation : Number.POSITIVE_INFINITY;
}
