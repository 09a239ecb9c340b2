import type { DetectorState, DetectorWindows, MetricDirection, Reading } from '../detectors/types';
import { clampFinite } from '../stats/clamp-finite';

/** How an episode of drift ended: the level is back, or another one is ordinary now. */
export type EpisodeEnd = 'recovered' | 'new_level';

/** An episode of drift while it lasts. Plain JSON, part of the snapshot of its run. */
export interface DriftEpisode {
  /** Time of the point that began it, and the onset as the method estimated it then. */
  readonly openedMs: number;
  readonly onsetMs: number;
  /** Mean of the reference and estimated change when it began, in the metric's unit; `null` if unknown. */
  readonly referenceMean: number | null;
  readonly delta: number | null;
  /**
   * A second state of the same method that has seen the points since the episode began, or since it last got
   * worse: what is ordinary inside the episode. `null` for methods that learn nothing.
   */
  followUp: DetectorState | null;
  /** How many points the follow-up has seen, and the time of the first. */
  followed: number;
  followedFromMs: number;
  /**
   * The worst level that earlier follow-ups had learned before the metric improved again; `null` without one.
   */
  worstMean: number | null;
}

/**
 * An episode that begins with a point in drift.
 *
 * @param tsMs time of that point.
 * @param onsetMs first point of the change, `null` where the method does not know it.
 * @param followUp a state of the same method that has seen this one point, or `null`.
 */
export function createEpisode(
  tsMs: number,
  onsetMs: number | null,
  change: LevelChange,
  followUp: DetectorState | null,
): DriftEpisode {
  return {
    openedMs: tsMs,
    onsetMs: onsetMs ?? tsMs,
    ...change,
    followUp,
    followed: 1,
    followedFromMs: tsMs,
    worstMean: null,
  };
}

/** An episode whose beginning is not known; its follow-up starts with the point after `tsMs`. */
export function createUnknownEpisode(tsMs: number, followUp: DetectorState | null): DriftEpisode {
  const unknown = { referenceMean: null, delta: null };
  return { ...createEpisode(tsMs, tsMs, unknown, followUp), followed: 0 };
}

/** A worsening smaller than this share of the change that opened the incident is no event of its own. */
const clearShare = 0.25;

/**
 * A change as the run compares it with others: from which level, and by how much, both in the metric's unit.
 */
export interface LevelChange {
  readonly referenceMean: number | null;
  readonly delta: number | null;
}

/**
 * The change behind a drift. If the reference includes the present values (`mean_delta`), they are taken out
 * of it, and the change is the signed difference between the two.
 */
export function changeOf(
  { delta }: Pick<Reading, 'delta'>,
  { reference, current }: Pick<DetectorWindows, 'reference' | 'current'>,
): LevelChange {
  if (reference === null || current === null || reference.toMs < current.toMs)
    return { referenceMean: reference?.mean ?? null, delta };
  const count = reference.sampleCount - current.sampleCount;
  if (count <= 0) return { referenceMean: reference.mean, delta };
  const share = current.sampleCount / count;
  const referenceMean = clampFinite(reference.mean + (reference.mean - current.mean) * share);
  return { referenceMean, delta: clampFinite(current.mean - referenceMean) };
}

/**
 * The sign of a change for the worse: by the metric's direction, else that of the change itself; 0 if neither
 * tells.
 */
export function worseSign(direction: MetricDirection, delta: number | null): -1 | 0 | 1 {
  if (direction === 'higher_is_better') return -1;
  if (direction === 'lower_is_better') return 1;
  return Math.sign(delta ?? 0) as -1 | 0 | 1;
}

/**
 * Whether a drift seen by the follow-up is a clear worsening: towards the worse side, by at least a quarter
 * of the change that opened the incident, and to a level worse by as much than any before it in the episode.
 * A change without a side, such as one of the spread, is none.
 */
export function isWorsening(
  { delta: opening, worstMean }: Pick<DriftEpisode, 'delta' | 'worstMean'>,
  { referenceMean, delta }: LevelChange,
  sign: -1 | 0 | 1,
): boolean {
  if (delta === null || !(delta * sign > 0)) return false;
  const least = clearShare * Math.abs(opening ?? 0);
  if (Math.abs(delta) < least) return false;
  if (worstMean === null || referenceMean === null) return true;
  return (referenceMean + delta - worstMean) * sign >= least;
}

/** The worse of two levels; `null` is no level. */
export function worseMean(a: number | null, b: number | null, sign: -1 | 0 | 1): number | null {
  if (a === null || b === null) return a ?? b;
  return (a - b) * sign > 0 ? a : b;
}

/**
 * How an episode ends when its method no longer sees a drift; `null` while it continues.
 *
 * The level is back if it is nearer to the earlier reference than half the change. The present level is the
 * mean of the current window, otherwise that of the reference, otherwise the value. A method that still
 * compares with the time before the change has recovered, unless the level is that far away on the same side:
 * then single values have looked ordinary, and the episode continues. A method with another reference has
 * recovered if the level is back; otherwise another level has become ordinary. If the mean did not change, or
 * there was none (fixed limits), the reference alone decides.
 */
export function endOf(
  { onsetMs, referenceMean, delta }: Pick<DriftEpisode, 'onsetMs' | 'referenceMean' | 'delta'>,
  { reference, current }: Pick<DetectorWindows, 'reference' | 'current'>,
  value: number,
): EpisodeEnd | null {
  const hasRelearned = reference !== null && reference.toMs >= onsetMs;
  if (referenceMean === null || delta === null || delta === 0)
    return hasRelearned ? 'new_level' : 'recovered';
  const present = current?.mean ?? reference?.mean ?? value;
  const away = present - referenceMean;
  const isBack = Math.abs(away) < Math.abs(delta) / 2;
  if (isBack) return 'recovered';
  if (hasRelearned || reference === null) return 'new_level';
  return away * Math.sign(delta) > 0 ? null : 'recovered';
}
