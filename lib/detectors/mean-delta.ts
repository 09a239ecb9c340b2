import { z } from 'zod';
import { clampFinite } from '../stats/clamp-finite';
import { mean } from '../stats/mean';
import { notEnoughData } from './not-enough-data';
import type { DetectorMethod, DetectorWindows, Reading } from './types';

const nothingLearned =
  'Its limits are in the unit of the metric and hold as they are: nothing is learned from a reference.';
const original =
  'It keeps the plain arithmetic of a moving mean: a jump to either side by more than the threshold, and no level between.';

/**
 * The distance of the newest point from the mean of the last few points, itself included.
 *
 * What it measures. The window is the last `window` values including the live one; the statistic is `|value -
 * mean(window)|`, in the metric's unit, and it is drift when that is greater than `threshold`. There is no
 * warning level. Because the newest value counts inside its own window, a single step of size s shows as `s *
 * (window - 1) / window`, and a lasting step is forgotten once the window is full of it: this method sees
 * jumps, not lasting levels. It has no direction either: a rise and a fall of the same size are the same.
 *
 * Params. `threshold`: metric's unit, above 0 to 1e15, default 0.05; raising it makes alarms rarer. `window`:
 * points, 2 to 10000, default 3; a longer window moves less with the live value, so it sees slower changes
 * too.
 *
 * Input. Values in time order; the spacing of the points plays no part, so gaps and equal times are ordinary.
 * Short: with one point there is no mean to compare with, `insufficient_data`. From the second point on it
 * judges, over as many values as there are up to `window`. Constant or tied: the statistic is exactly 0,
 * however the sum rounds. Huge: results stay finite, a distance beyond the largest double is given as the
 * largest double.
 *
 * The change has no estimated start other than the live point, so the onset is the first point of the drift.
 *
 * Cost O(window) per update: the sum is computed anew, since a running sum would keep the rounding error of
 * every earlier value. State: at most `window` values and times, and four numbers.
 *
 * Reference: the moving-average rule of the observer module this project descends from, kept exactly: same
 * window, same strict comparison. It is not a published test; its false-alarm rate depends on the noise of
 * the metric only.
 */
const paramsSchema = z.strictObject({
  threshold: z.number().gt(0).max(1e15).default(0.05).meta({
    title: 'Threshold',
    description: 'Drift when the newest value lies further than this from the mean of the window.',
    unit: "metric's unit",
  }),
  window: z.int().min(2).max(10_000).default(3).meta({
    title: 'Window',
    description: 'How many of the last points, the newest included, make up the mean.',
    unit: 'points',
  }),
});

export type MeanDeltaParams = z.infer<typeof paramsSchema>;

export type MeanDeltaState = {
  threshold: number;
  window: number;
  /** The last `window` values and their times, oldest first; the newest point is the last. */
  values: number[];
  timesMs: number[];
  /** Time of the first point of the present drift. */
  driftSinceMs: number | null;
};

function update(state: MeanDeltaState, value: number, tsMs: number): Reading {
  const { values, timesMs, threshold } = state;
  values.push(value);
  timesMs.push(tsMs);
  if (values.length > state.window) {
    values.shift();
    timesMs.shift();
  }
  if (values.length < 2) return notEnoughData(values.length, 2);
  const statistic = clampFinite(Math.abs(value - mean(values)));
  const drifts = statistic > threshold;
  state.driftSinceMs = drifts ? (state.driftSinceMs ?? tsMs) : null;
  // The statistic is the delta as well: unsigned, as it always was.
  return { statistic, threshold, level: drifts ? 'drift' : 'stable', delta: statistic };
}

function windows({ values, timesMs, threshold }: MeanDeltaState): DetectorWindows {
  const [fromMs] = timesMs;
  const toMs = timesMs.at(-1);
  const value = values.at(-1);
  if (fromMs === undefined || toMs === undefined || value === undefined) {
    return { reference: null, band: null, current: null };
  }
  const level = mean(values);
  return {
    reference: { fromMs, toMs, mean: level, sampleCount: values.length },
    band: { lower: clampFinite(level - threshold), upper: clampFinite(level + threshold) },
    // Adding 0 turns a negative zero, which JSON cannot represent, into the ordinary one.
    current: { fromMs: toMs, toMs, mean: value + 0, sampleCount: 1 },
  };
}

export const meanDelta: DetectorMethod<MeanDeltaParams, MeanDeltaState> = {
  method: 'mean_delta',
  label: 'Jump from the moving mean',
  summary: 'Sees a single value that jumps away from the mean of the last few points.',
  kind: 'chart',
  sees: 'A single value that jumps by more than a distance you choose, up or down.',
  misses:
    'Anything that lasts: a new level is forgotten once the window is full of it. Slow drifts, changes of spread, and jumps smaller than the threshold.',
  cost: 'O(window) per point; the window and five numbers.',
  paper:
    'The moving-average rule of the observer module this project descends from, kept to the letter; no published test.',
  guide: {
    advice: {
      situation: 'single_value',
      place: 2,
      why: 'It compares with the last few points, with the limit in the unit of the metric.',
    },
    lacks: {
      scale: nothingLearned,
      season: nothingLearned,
      outlier_limit: nothingLearned,
      direction: original,
      warning_ratio: original,
    },
  },
  version: 1,
  paramsSchema,
  calibratedParam: 'threshold',
  updateCost: ({ window }) => 20 + 6 * window,
  minSamples: () => 2,
  init: ({ threshold, window }) => ({ threshold, window, values: [], timesMs: [], driftSinceMs: null }),
  update,
  windows,
  onsetMs: (state) => state.driftSinceMs,
};
