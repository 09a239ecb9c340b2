import type { DetectorState, DetectorWindows, MetricDirection, Reading } from '../detectors/types';
import { clampFinite } from '../stats/clamp-finite';

/** How an episode of drift ended: the level is back, or another one is ordinary now. */
export type EpisodeEnd = 'recovered' | 'new_level';

/** An episode of drift while it lasts. Plain JSON, part of the snapshot of its run. */
export interface DriftEpisode {
  /** Time of the point that began it, and of the first point of the change as the method estimated it then. */
  readonly openedMs: number;
  readonly onsetMs: number;
  /** Mean of the reference and estimated change when it began, in the metric's unit; `null` where nobody knows. */
  readonly referenceMean: number | null;
  readonly delta: number | null;
  /**
   * A second state of the same method that has seen the points since the episode began, or since it last got worse: what
   * is ordinary inside the episode. `null` for methods that learn nothing.
   */
  followUp: DetectorState | null;
  /** How many points the follow-up has seen, and the time of the first. */
  followed: number;
  followedFromMs: number;
  /** The worst level that earlier follow-ups had learned before the metric got better again; `null` without one. */
  worstMean: number | null;
}

/** A worsening smaller than this share of the change that opened the incident is no event of its own. */
const clearShare = 0.25;

/** A change as the run compares it with others: from which level, and by how much, both in the metric's unit. */
export interface LevelChange {
  readonly referenceMean: number | null;
  readonly delta: number | null;
}

/**
 * The change behind a drift. A reference that counts the present values among its own (`mean_delta`) is taken without
 * them, and the change is then that between the two, with a sign.
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

/** The sign of a change for the worse: by the metric's direction, else that of the change there was; 0 when neither tells. */
export function worseSign(direction: MetricDirection, delta: number | null): -1 | 0 | 1 {
  if (direction === 'higher_is_better') return -1;
  if (direction === 'lower_is_better') return 1;
  return Math.sign(delta ?? 0) as -1 | 0 | 1;
}

/**
 * Whether a drift that the follow-up sees is a clear worsening: towards the worse side, of at least a quarter of the change
 * that opened the incident, and to a level as much worse than any before it in the episode. A change without a side
 * (one of the spread, say) is none.
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
 * How an episode ends whose method sees no drift any more; `null` while it goes on.
 *
 * Back is a level that is nearer to the reference of then than half the change. The present level is the mean of the current
 * window, else of the reference, else the value. A method that still compares with what was before the change has recovered,
 * unless the level is as far away as that on the same side: then single values have looked ordinary, and the episode goes
 * on. One with another reference has recovered when the level is back, else it has come to take another level for
 * ordinary. Where the mean did not change, or there was none (fixed limits), the reference alone decides.
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
