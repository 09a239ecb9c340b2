import { clampFinite } from '../../stats/clamp-finite';
import type { DetectorWindows, WindowSpan } from '../types';
import { rateChangeLength } from './rate-watch';
import { meanBack, timeBack } from './recent-ring';
import type { AutoState } from './state';
import { changeLength } from './window-bank';

/*
 * What `auto` tells beside its statistic: the stretch that differs, what it is compared with, and by how much.
 */

/** Points whose mean is shown while nothing is seen. */
const recentSize = 8;
const bandSpreads = 3;

/** How many of the last points the change under way has, at most as many as are kept. */
export function lengthOf({ chart, run, regime, recent }: AutoState): number {
  const { bank, rates } = regime;
  let length = run.length + 1;
  if (rates !== null) length = rateChangeLength(rates, recent);
  else if (bank !== null && chart !== 'stuck')
    length = changeLength(bank, chart === 'mean' ? 'mean' : 'spread');
  return Math.min(length, recent.values.length);
}

/** Distance of the present level from the ordinary one, in the metric's unit. */
export function deltaOf({ sample, sampleSum, level, recent, center, offset }: AutoState): number {
  const mean =
    level === 'drift' && sample.length > 0
      ? sampleSum / sample.length
      : meanBack(recent, Math.min(recent.values.length, recentSize));
  return clampFinite(mean - center - offset);
}

function currentSpan(state: AutoState): WindowSpan {
  const { recent, sample, sampleSum, onsetMs } = state;
  const toMs = recent.lastMs;
  if (state.level === 'drift' && sample.length > 0) {
    const mean = clampFinite(sampleSum / sample.length);
    return { fromMs: onsetMs, toMs, mean, sampleCount: sample.length };
  }
  const count = state.level === 'warning' ? lengthOf(state) : Math.min(recent.values.length, recentSize);
  const mean = clampFinite(meanBack(recent, count));
  return { fromMs: timeBack(recent, count), toMs, mean, sampleCount: count };
}

/** Where the reference ends and how many points it has: up to what is compared with it. */
export function referenceEnd(state: AutoState, currentCount: number): { toMs: number; sampleCount: number } {
  const { bank, rates } = state.regime;
  const apart = bank === null ? currentCount : bank.recentCount;
  const sampleCount = bank?.referenceCount ?? Math.max((rates?.count ?? 0) - currentCount, 0);
  if (state.phase !== 'watching') return { toMs: state.referenceToMs, sampleCount };
  return { toMs: timeBack(state.recent, apart + 1), sampleCount };
}

/** Windows of `auto`; see `DetectorMethod`. */
export function spansOf(state: AutoState): DetectorWindows {
  if (state.phase === 'learning') return { reference: null, band: null, current: null };
  const { regime, referenceFromMs: fromMs } = state;
  const current = currentSpan(state);
  const mean = clampFinite(state.center + state.offset);
  const halfWidth = bandSpreads * regime.spread;
  return {
    reference: { fromMs, mean, ...referenceEnd(state, current.sampleCount) },
    band: { lower: clampFinite(mean - halfWidth), upper: clampFinite(mean + halfWidth) },
    current,
  };
}
