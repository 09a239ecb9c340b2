import { z } from 'zod';
import { farthest } from '../stats/noise-floor';
import {
  createRddmStatistic,
  type RddmStatistic,
  rddmStep,
  resetRddmStatistic,
} from '../stats/rddm-statistic';
import { defineErrorMethod, errorParams } from './error-method';
import { type ErrorStream, moveCut, type Side } from './error-stream';

/**
 * RDDM: DDM that forgets, so that it stays sensitive.
 *
 * What it measures. The statistic of DDM (ddm.ts), over a concept that is counted afresh from its last
 * `min_concept_size` points once `max_concept_size` have passed without a warning; and a warning that lasts
 * for more than `max_warnings` points in a row is a drift: lib/stats/rddm-statistic.ts. The statistic of such
 * a drift is the larger of its own and twice the threshold. It sees what DDM sees, as quickly after a year as
 * after a day. error-stream.ts says which value is an error, how long a drift lasts, and what sides and
 * season do.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 100. Nothing is judged for this many points at the start and
 *     after each drift; a drift lasts as long.
 *   threshold: deviations at the lowest rate, above 0 to 1e6, default 4.5. Bigger: rarer and later. The paper
 *     has 2.258.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; the paper's is 0.785.
 *   prior_errors: as ddm.ts, default 3.
 *   min_concept_size, max_concept_size: points, 100 to 10000 and 200 to 1000000, defaults 1000 and 5000; the
 *     paper has 7000 and 40000. Smaller: quicker after a long calm time, and more false alarms. The second
 *     must be the larger.
 *   max_warnings: points, 10 to 100000, default 1000; the paper's is 1400. Smaller: long warnings become
 *     drifts sooner.
 *   direction, season: shared-params.ts; error-stream.ts says which value is an error.
 *
 * Defaults, on 400 seeded calm streams of 1,000 points: an alarm in at most 4 % at error rates from 0.01 to
 * 0.5; on 10,000 points, where forgetting begins, in up to 19 %. A rise from 0.1 to 0.3 after 500 points is
 * found after 141 points (median; 95th percentile 329).
 *
 * Input. Short: `insufficient_data`. Constant: statistic 0 for ever. Other values as ddm.ts.
 *
 * Differs from Frouros, whose alarms the statistic reproduces one by one, in the defaults, and in that the
 * points of the warning are not counted again after a drift. Cost O(1) on average. State: at most
 * `min_concept_size` errors a side and about 80 numbers. Reference: Barros and others, "RDDM: reactive drift
 * detection method", Expert Systems with Applications 90 (2017).
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
    min_concept_size: z.int().min(100).max(10_000).default(1000).meta({
      title: 'Points kept',
      description: 'From how many of the last points the error rate is counted again after a long calm time.',
      unit: 'points',
    }),
    max_concept_size: z.int().min(200).max(1_000_000).default(5000).meta({
      title: 'Longest calm',
      description: 'After how many points without a warning the error rate is counted again.',
      unit: 'points',
    }),
    max_warnings: z.int().min(10).max(100_000).default(1000).meta({
      title: 'Longest warning',
      description: 'A warning that lasts for more points than this is a drift.',
      unit: 'points',
    }),
  },
).superRefine(({ min_concept_size, max_concept_size }, context) => {
  if (max_concept_size > min_concept_size) return;
  const message = `must be above min_concept_size, got max_concept_size ${max_concept_size} and min_concept_size ${min_concept_size}`;
  context.addIssue({ code: 'custom', path: ['max_concept_size'], message });
});

export type RddmParams = z.infer<typeof paramsSchema>;

function createNumbers(params: RddmParams): RddmStatistic {
  return createRddmStatistic({
    first: params.reference_size + 1,
    priorErrors: params.prior_errors,
    warningLimit: params.threshold * params.warning_ratio,
    maxWarnings: params.max_warnings,
    minConceptSize: params.min_concept_size,
    maxConceptSize: params.max_concept_size,
  });
}

function step(side: Side<RddmStatistic>, stream: ErrorStream, { threshold }: RddmParams): void {
  const { numbers } = side;
  const own = rddmStep(numbers, side.error);
  moveCut(side.cut, stream, numbers.rise.lowestCount === numbers.rise.count);
  const statistic = numbers.warnings > numbers.maxWarnings ? Math.max(own, 2 * threshold) : own;
  side.statistic = Math.min(statistic, farthest);
}

export const rddm = defineErrorMethod({
  method: 'rddm',
  label: 'Rising error rate, forgetting (RDDM)',
  summary: 'Sees the share of errors rise above the lowest it has lately been.',
  sees: 'An abrupt lasting rise of the error rate, after a long calm too, and a warning that does not end.',
  misses: 'Rises slower than it forgets; changes that leave the error rate as it is.',
  cost: 'O(1) per point on average; up to the points kept, 1,000 by default.',
  paper:
    'Barros and others, "RDDM: reactive drift detection method", Expert Systems with Applications 90 (2017).',
  advice: { situation: 'errors', place: 6, why: 'It is there to compare with the literature.' },
  version: 3,
  paramsSchema,
  // Both sides count the kept points again, once in as many points as the longest calm exceeds them by.
  updateCost: ({ min_concept_size: kept, max_concept_size: most }) => 100 + (8 * kept) / (most - kept),
  start: createNumbers,
  step,
  restart: resetRddmStatistic,
});
