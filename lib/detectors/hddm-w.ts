import { z } from 'zod';
import {
  createHddmWStatistic,
  type HddmWStatistic,
  hddmWStep,
  resetHddmWStatistic,
} from '../stats/hddm-w-statistic';
import { defineErrorMethod, errorParams } from './error-method';
import { type ErrorStream, moveCut, type Side } from './error-stream';

/**
 * HDDM_W: a weighted mean that has risen by more than McDiarmid's inequality lets chance explain.
 *
 * What it measures. Like HDDM_A (hddm-a.ts), with means in which the newest values weigh most:
 * lib/stats/hddm-w-statistic.ts. The statistic is `-log10` of the bound for such a rise by chance. Memory is
 * about `2 / weight` points, so it sees slow rises sooner than HDDM_A, if they are large, and small ones
 * never: with the defaults the error rate has to rise by about a third. error-stream.ts says which value is
 * an error, how long a drift lasts, and what sides and season do.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 50. Nothing is judged for this many points at the start and
 *     after each drift; a drift lasts as long.
 *   threshold: powers of ten, above 0 to 1e6, default 5; the paper has 3. Bigger: rarer and later.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7.
 *   weight: share of the newest value, 0.001 to 0.5, default 0.02; the paper has 0.05. Smaller: a longer
 *     memory, that sees smaller rises, later.
 *   cut_confidence: probability, 1e-12 to 0.5, default 0.001, as in hddm-a.ts.
 *   direction, season: shared-params.ts; error-stream.ts says which value is an error.
 *
 * Defaults, on 400 seeded calm streams of 1,000 points: an alarm in at most 1 % at error rates from 0.01 to
 * 0.5, on 10,000 in up to 19 % at 0.5; with the paper's 3 and 0.05 in 51 % and all. A rise from 0.2 to 0.5
 * after 500 points is found after 85 points (median; 95th percentile 205), one from 0.1 to 0.3 after 422, one
 * from 0.1 to 0.2 never.
 *
 * Input. Short: `insufficient_data`. Constant: statistic 0. Values outside [0, 1] count as the nearer of the
 * two.
 *
 * Differs from River, whose alarms the statistic reproduces one by one on either side, in the silent first
 * points, and in the start of a mean: the first value is it, while River's is replaced as long as it is
 * exactly 0, so that a first error after many right answers is a rate of 1. Cost O(1). State: about 65
 * numbers. Reference: as hddm-a.ts.
 */
const paramsSchema = errorParams(
  50,
  z.number().gt(0).max(1e6).default(5).meta({
    title: 'Threshold',
    description:
      'Drift when chance would explain the rise with at most 1 in 10 to the power of this. Higher: rarer alarms.',
    unit: 'powers of ten',
  }),
  {
    weight: z.number().min(0.001).max(0.5).default(0.02).meta({
      title: 'Weight',
      description:
        'Share of the newest value in the mean. Smaller: longer memory, smaller rises, later alarms.',
      unit: 'share',
    }),
    cut_confidence: z.number().min(1e-12).max(0.5).default(0.001).meta({
      title: 'Cut confidence',
      description:
        'How certain it must be that a part is the calmest for it to count as ordinary. Smaller: later.',
      unit: 'probability',
    }),
  },
);

export type HddmWParams = z.infer<typeof paramsSchema>;

/** Both sides get the error itself: the average knows which direction it watches. */
function step(side: Side<HddmWStatistic>, stream: ErrorStream): void {
  const { numbers } = side;
  const statistic = hddmWStep(numbers, stream.lastError);
  moveCut(side.cut, stream, numbers.cutCount === numbers.count);
  side.statistic = statistic / Math.LN10;
}

export const hddmW = defineErrorMethod({
  method: 'hddm_w',
  label: 'Risen weighted mean, any distribution (HDDM_W)',
  summary: 'Sees the weighted mean of values between 0 and 1 rise by more than chance allows.',
  sees: 'Large rises of an error rate, slow ones too.',
  misses: 'Small rises: with the default weight anything below about a third of the whole range.',
  cost: 'O(1) per point; about 65 numbers.',
  paper:
    'Frías-Blanco and others, "Online and non-parametric drift detection methods based on Hoeffding’s bounds", IEEE TKDE 27 (2015).',
  advice: { situation: 'errors', place: 4, why: 'It has the same bound for a mean of the newest errors.' },
  version: 3,
  paramsSchema,
  start: (params: HddmWParams, side) =>
    createHddmWStatistic(params.weight, side, params.cut_confidence, true, true),
  step,
  restart: resetHddmWStatistic,
});
