import { z } from 'zod';
import { createDdmStatistic, type DdmStatistic, ddmStep, resetDdmStatistic } from '../stats/ddm-statistic';
import { farthest } from '../stats/noise-floor';
import { defineErrorMethod, errorParams } from './error-method';
import { type ErrorStream, moveCut, type Side } from './error-stream';

/**
 * DDM: an error rate that climbs above the lowest it ever was since the last drift.
 *
 * What it measures. `rate` is the share of errors since the concept began, `deviation` its binomial standard
 * deviation. The statistic is `(rate + deviation - lowest rate) / lowest deviation`, both taken where `rate +
 * deviation` was lowest: lib/stats/ddm-statistic.ts. It is about 1 in calm data. It sees abrupt rises well;
 * slow ones late, because the rate is over all points and changes ever less (RDDM corrects that).
 * error-stream.ts says which value is an error, how long a drift lasts, and what sides and season do.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 100. Nothing is judged for this many points at the start and
 *     after each drift; a drift lasts as long.
 *   threshold: deviations at the lowest rate, above 0 to 1e6, default 4.5. Bigger: rarer and later. The paper
 *     has 3.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; the paper's is 2/3.
 *   prior_errors: errors, 0 to 1000, default 3; 0 is the paper's. The lowest deviation is never below that of
 *     so many errors, so that the first error after a faultless start is no drift.
 *   direction, season: shared-params.ts; error-stream.ts says which value is an error.
 *
 * Defaults, on 400 seeded calm streams of 1,000 points: an alarm in at most 4 % at any error rate from 0.01
 * to 0.5. A rise from 0.1 to 0.3 after 500 points is found after 141 points (median; 95th percentile 329),
 * after 3,000 after 508; one from 0.05 to 0.1 in two of three cases within 2,000.
 *
 * Input. Short: `insufficient_data`. Constant (never an error, or always): statistic 0 for ever. Values
 * between 0 and 1 count as shares of an error, the deviation is then an upper bound; others as the nearer of
 * 0 and 1.
 *
 * Differs from River and Frouros, whose alarms the statistic reproduces one by one with `prior_errors` 0 and
 * threshold 3, in those two defaults and in the longer silence: theirs alarm in most calm streams of a low
 * error rate. Cost O(1). State: about 60 numbers. Reference: Gama and others, "Learning with drift
 * detection", SBIA 2004.
 */
const paramsSchema = errorParams(
  100,
  z.number().gt(0).max(1e6).default(4.5).meta({
    title: 'Threshold',
    description: 'Drift when the error rate is this far above its lowest. Higher: rarer alarms, later ones.',
    unit: 'standard deviations of the lowest rate',
  }),
  {
    prior_errors: z.number().min(0).max(1000).default(3).meta({
      title: 'Prior errors',
      description: 'The error rate is never taken as surer than after this many errors. 0: as published.',
      unit: 'errors',
    }),
  },
);

export type DdmParams = z.infer<typeof paramsSchema>;

function step(side: Side<DdmStatistic>, stream: ErrorStream): void {
  const { numbers } = side;
  const statistic = ddmStep(numbers, side.error);
  moveCut(side.cut, stream, numbers.lowestCount === numbers.count);
  // Without prior errors the first error after a faultless start is an infinite rise; it counts as a far one.
  side.statistic = Math.min(statistic, farthest);
}

export const ddm = defineErrorMethod({
  method: 'ddm',
  label: 'Rising error rate (DDM)',
  summary: 'Sees the share of errors rise above the lowest it has been.',
  sees: 'An abrupt lasting rise of the error rate in a stream of right and wrong answers.',
  misses:
    'Slow rises, and rises after a long calm time, which it sees late; changes that leave the error rate as it is.',
  cost: 'O(1) per point; about 60 numbers.',
  paper: 'Gama and others, "Learning with drift detection", SBIA 2004.',
  advice: { situation: 'errors', place: 5, why: 'It is there to compare with the literature.' },
  version: 3,
  paramsSchema,
  start: (params: DdmParams) => createDdmStatistic(params.reference_size + 1, params.prior_errors),
  step,
  restart: resetDdmStatistic,
});
