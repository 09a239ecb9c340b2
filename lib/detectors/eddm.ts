import { z } from 'zod';
import {
  createEddmStatistic,
  type EddmStatistic,
  eddmStep,
  reachGrew,
  resetEddmStatistic,
} from '../stats/eddm-statistic';
import { roundingFloor } from '../stats/noise-floor';
import { defineErrorMethod, errorParams } from './error-method';
import { type ErrorStream, moveCut, type Side } from './error-stream';

/**
 * EDDM: errors that lie closer together than they used to.
 *
 * What it measures. Points between two errors; the mean of those distances plus two of their standard
 * deviations is the reach, and the statistic is `1 - reach / largest reach`, from 0 (as ever) towards 1:
 * lib/stats/eddm-statistic.ts. It changes only at an error; the points between repeat it. It sees slow rises
 * of a low error rate earlier than DDM. error-stream.ts says which value is an error, how long a drift lasts,
 * and what sides and season do.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 100. Nothing is judged for this many points at the start and
 *     after each drift; a drift lasts as long.
 *   threshold: share the reach has to lose, above 0 to 1, default 0.5. Bigger: rarer and later. The paper has
 *     0.1.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; the paper's is 1/2.
 *   min_errors: errors, 2 to 100000, default 50; the paper's is 30. No error is judged before this many since
 *     the last drift.
 *   direction, season: shared-params.ts; error-stream.ts says which value is an error.
 *
 * Defaults, on 400 seeded calm streams of 1,000 points: an alarm in up to 13 % at error rates from 0.01 to
 * 0.5. A rise from 0.1 to 0.3 after 500 points is found after 450 points (median), after 3,000 hardly within
 * 2,000. EDDM pays for early alarms with false ones; where that matters, use HDDM_A.
 *
 * Input. Short: `insufficient_data`; then statistic 0 until there are `min_errors`, since a stream with
 * hardly any errors has no rise of them. Constant: statistic 0. Values from 0.5 on count as an error, others
 * do not: a distance needs whole errors.
 *
 * Differs from River and Frouros, whose alarms the statistic reproduces one by one, in the defaults; a
 * warning ends with the next larger reach, where River keeps it. With their 0.1 nearly every calm stream
 * alarms, again and again. Cost O(1). State: about 60 numbers. Reference: Baena-García and others, "Early
 * drift detection method" (2006).
 */
const paramsSchema = errorParams(
  100,
  z.number().gt(0).max(1).default(0.5).meta({
    title: 'Threshold',
    description:
      'Drift when errors have come closer together by this share. Higher: rarer alarms, later ones.',
    unit: 'share of the largest reach',
  }),
  {
    min_errors: z.int().min(2).max(100_000).default(50).meta({
      title: 'Fewest errors',
      description: 'How many errors must have come since the last drift before any is judged.',
      unit: 'errors',
    }),
  },
);

export type EddmParams = z.infer<typeof paramsSchema>;

/** The smallest share that counts as an error, allowing for rounding. */
const minError = 0.5 - roundingFloor(0.5);

/** Between errors the statistic is that of the last one. */
function step(side: Side<EddmStatistic>, stream: ErrorStream): void {
  const statistic = eddmStep(side.numbers, side.error >= minError);
  moveCut(side.cut, stream, statistic === reachGrew);
  if (statistic >= 0) side.statistic = statistic;
  else if (statistic === reachGrew) side.statistic = 0;
}

export const eddm = defineErrorMethod({
  method: 'eddm',
  label: 'Crowding errors (EDDM)',
  summary: 'Sees errors come closer together than they used to.',
  sees: 'Rises of the error rate, slow ones and those of a low rate too.',
  misses:
    'Changes while errors are very rare, since only errors count; it is the quickest of its kind to a false alarm.',
  cost: 'O(1) per point, least of all between errors; about 60 numbers.',
  paper:
    'Baena-García and others, "Early drift detection method", workshop on knowledge discovery from data streams (2006).',
  advice: { situation: 'errors', place: 7, why: 'It is there to compare with the literature.' },
  version: 3,
  paramsSchema,
  start: ({ min_errors }: EddmParams) => createEddmStatistic(1, min_errors, 1),
  step,
  restart: resetEddmStatistic,
});
