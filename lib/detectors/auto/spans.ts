import { clampFinite } from '../../stats/clamp-finite';
import type { DetectorWindows, WindowSpan } from '../types';
import { meanBack, timeBack } from './recent-ring';
import { levelOf, spreadOf } from './regime';
import type { AutoState, Reference } from './state';
import { presentLevel } from './watch';
import { fromScale } from './working-scale';

/*
 * What `auto` reports beside its statistic: what is ordinary, what there is now, and how far they lie apart.
 */

/** Points whose mean is shown while there is no change. */
const recentSize = 8;
const bandSpreads = 3;

/** What is ordinary: before the last change while its drift lasts, otherwise the segment since. */
function referenceOf(state: AutoState): Reference {
  const { level, reference, startMs, recent, rates, residualCount, rawSum } = state;
  if (level === 'drift') return reference;
  const toMs = recent.lastMs;
  if (rates !== null) {
    const rate = rates.ones / rates.count;
    const spread = Math.sqrt(rate * (1 - rate));
    return { fromMs: startMs, toMs, count: rates.count, level: rate, mean: rate, spread };
  }
  if (residualCount === 0) {
    const mean = meanBack(recent, recent.values.length);
    return { fromMs: startMs, toMs, count: recent.values.length, level: mean, mean, spread: 0 };
  }
  return {
    fromMs: startMs,
    toMs,
    count: state.location.count,
    level: levelOf(state),
    mean: rawSum / residualCount,
    spread: spreadOf(state),
  };
}

/** Distance of the present level from the ordinary one, in the metric's unit. */
export function deltaOf(state: AutoState): number {
  const { rates, reference, level, recent } = state;
  if (rates !== null) {
    const rate = rates.ones / rates.count;
    return level === 'drift'
      ? rate - reference.mean
      : meanBack(recent, Math.min(recentSize, recent.values.length)) - rate;
  }
  if (state.residualCount === 0) return 0;
  const ordinary = level === 'drift' ? reference.level : levelOf(state);
  return clampFinite(fromScale(state, presentLevel(state)) - fromScale(state, ordinary));
}

/** Standard deviation around the season in the metric's unit; undefined where there is no season. */
function sdAroundSeason(state: AutoState, level: number, spread: number): number | undefined {
  if (state.cells.profile === null || state.rates !== null) return undefined;
  return clampFinite((fromScale(state, level + spread) - fromScale(state, level - spread)) / 2);
}

/** Mean since the onset. A season moves the mean of some hours, and is taken out of it. */
function meanSinceOnset(state: AutoState): number {
  const { rates, rawSum, residualCount, cells, reference } = state;
  if (rates !== null) return rates.ones / rates.count;
  if (cells.profile === null || residualCount === 0) return rawSum / Math.max(1, residualCount);
  return reference.mean + fromScale(state, levelOf(state)) - fromScale(state, reference.level);
}

/** The present: everything since the onset while a drift lasts, otherwise the last few points. */
function currentOf(state: AutoState): WindowSpan {
  const { recent, level, onsetMs, rates, seenBy, location } = state;
  const toMs = recent.lastMs;
  if (level === 'drift' && seenBy !== 'stuck') {
    const sampleCount = rates?.count ?? location.count;
    const sd = sdAroundSeason(state, levelOf(state), spreadOf(state));
    return {
      fromMs: onsetMs,
      toMs,
      mean: clampFinite(meanSinceOnset(state)),
      sampleCount,
      ...(sd !== undefined && { sd }),
    };
  }
  const sampleCount = Math.min(recent.values.length, recentSize);
  return {
    fromMs: timeBack(recent, sampleCount),
    toMs,
    mean: clampFinite(meanBack(recent, sampleCount)),
    sampleCount,
  };
}

/** Windows of `auto`; see `DetectorMethod`. The band holds single values at all hours. */
export function spansOf(state: AutoState): DetectorWindows {
  if (state.level === 'insufficient_data') return { reference: null, band: null, current: null };
  const { fromMs, toMs, count, level, mean, spread } = referenceOf(state);
  const offsets = state.cells.profile?.offsets ?? [0];
  const { gain } = state.cells;
  const least = offsets.reduce((low, offset) => Math.min(low, offset), Number.POSITIVE_INFINITY) * gain;
  const most = offsets.reduce((high, offset) => Math.max(high, offset), Number.NEGATIVE_INFINITY) * gain;
  const halfWidth = bandSpreads * spread;
  const sd = sdAroundSeason(state, level, spread);
  const scale = state.rates === null ? (value: number) => fromScale(state, value) : (value: number) => value;
  return {
    reference: {
      fromMs,
      toMs,
      mean: clampFinite(mean),
      sampleCount: count,
      ...(sd !== undefined && { sd }),
    },
    band: {
      lower: clampFinite(scale(level + least - halfWidth)),
      upper: clampFinite(scale(level + most + halfWidth)),
    },
    current: currentOf(state),
  };
}
