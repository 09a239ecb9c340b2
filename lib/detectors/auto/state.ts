import { watchedSides } from '../shared-params';
import type { Level, MetricTraits } from '../types';
import type { AutoParams } from './params';
import { freshRing, type RecentRing } from './recent-ring';
import { emptyRegime, type Regime } from './regime';
import { freshSeasonTracker, type SeasonTracker } from './season-tracker';
import { freshStuckRun, type StuckRun } from './stuck-run';
import type { Sides } from './window-bank';

/** What a finding was seen by; `stuck` is a run of equal values. */
export type Chart = 'none' | 'mean' | 'spread' | 'tail' | 'stuck';

export type AutoState = {
  params: AutoParams;
  sides: Sides;
  phase: 'learning' | 'watching' | 'relearning';
  level: Level;
  /** Statistic of the confirmed change that is being re-learned; 0 otherwise. */
  held: number;
  /** Points since the alarm, while re-learning. */
  heldCount: number;
  chart: Chart;
  /** Points for which the new rate of a 0/1 series may still be corrected in silence, and whether it had risen. */
  settling: number;
  rose: boolean;
  onsetMs: number;
  /** Values (season out) that are being learned from, and their sum; empty while watching. */
  sample: number[];
  sampleSum: number;
  regime: Regime;
  run: StuckRun;
  /** `null` for a 0/1 series. */
  season: SeasonTracker | null;
  /** Level of the first reference, and how far the present regime lies from it; a 0/1 series has the present level alone. */
  center: number;
  offset: number;
  /** Largest distance from a prediction that teaches the season. */
  limit: number;
  /** Values other than 0 and 1 so far. */
  otherCount: number;
  /** The last values (season out) and their times. */
  recent: RecentRing;
  /** What the reference spans; its end moves on while watching, and is kept here from an alarm on. */
  referenceFromMs: number;
  referenceToMs: number;
};

/** Beyond this, squares overflow; larger values count as this large. */
export const largestValue = 1e140;

export function freshState(params: AutoParams, traits: MetricTraits): AutoState {
  const { up, down } = watchedSides(params.direction, traits);
  return {
    params: { ...params },
    sides: up && down ? 'both' : up ? 'up' : 'down',
    phase: 'learning',
    level: 'insufficient_data',
    held: 0,
    heldCount: 0,
    chart: 'none',
    settling: 0,
    rose: false,
    onsetMs: 0,
    sample: [],
    sampleSum: 0,
    regime: emptyRegime(),
    run: freshStuckRun(),
    season: freshSeasonTracker(),
    center: 0,
    offset: 0,
    limit: largestValue,
    otherCount: 0,
    recent: freshRing(),
    referenceFromMs: 0,
    referenceToMs: 0,
  };
}
