import { z } from 'zod';
import {
  createEcddStatistic,
  type EcddStatistic,
  ecddStep,
  ewmaLimit,
  resetEcddStatistic,
} from '../stats/ecdd-statistic';
import { defineErrorMethod, errorParams } from './error-method';
import { type ErrorStream, moveCut, type Side } from './error-stream';

/**
 * ECDD: the weighted newest errors exceed what the error rate so far leads one to expect.
 *
 * What it measures. The exponentially weighted mean of errors against the mean of all, in its own standard
 * deviation, as a share of the limit its authors fitted for one false alarm in 400 points at that error rate:
 * lib/stats/ecdd-statistic.ts. So 1 is their alarm limit. It sees rises within tens of points; a slow rise is
 * already part of the mean of all. error-stream.ts says which value is an error, how long a drift lasts, and
 * what sides and season do.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 100. Nothing is judged for this many points at the start and
 *     after each drift; a drift lasts as long.
 *   threshold: shares of the limit, above 0 to 1e6, default 1.5. Bigger: rarer and later. The paper has 1.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; the reference implementation has 1/2.
 *   weight: share of the newest error, 0.005 to 0.5, default 0.03. Smaller: a longer memory, smaller rises,
 *     later. The paper has 0.2, for which the limit was fitted; at other weights it is only a scale.
 *   direction, season: shared-params.ts; error-stream.ts says which value is an error.
 *
 * Defaults, on 400 seeded calm streams of 1,000 points: an alarm in at most 3 % at error rates from 0.01 to
 * 0.5, on 10,000 in up to 39 % at 0.01. A rise from 0.1 to 0.3 after 500 points is found after 76 points
 * (median; 95th percentile 340), after 3,000 after 55 (116).
 *
 * Input. Short: `insufficient_data`. Constant: statistic 0. Values between 0 and 1 count as shares of an
 * error; other values count as the nearer of the two. The limit is fitted for rates below 0.5; above that it
 * grows steeply and the method is insensitive.
 *
 * Differs from Frouros, whose alarms the statistic reproduces one by one with a weight of 0.2 and threshold
 * 1, in those defaults. The paper's limit for one alarm in 1,000 points is a misprint (it is the lowest of
 * all) and is not offered. Cost O(1). State: about 55 numbers. Reference: Ross and others, "Exponentially
 * weighted moving average charts for detecting concept drift", Pattern Recognition Letters 33 (2012).
 */
const paramsSchema = errorParams(
  100,
  z.number().gt(0).max(1e6).default(1.5).meta({
    title: 'Threshold',
    description:
      'Drift when the weighted errors exceed the fitted limit this many times. Higher: rarer alarms.',
    unit: 'shares of the limit',
  }),
  {
    weight: z.number().min(0.005).max(0.5).default(0.03).meta({
      title: 'Weight',
      description:
        'Share of the newest error in the weighted mean. Smaller: longer memory, smaller rises, later alarms.',
      unit: 'share',
    }),
  },
);

export type EcddWtParams = z.infer<typeof paramsSchema>;

function step(side: Side<EcddStatistic>, stream: ErrorStream): void {
  const { numbers } = side;
  const deviations = ecddStep(numbers, side.error);
  moveCut(side.cut, stream, deviations <= 0);
  side.statistic = deviations <= 0 ? 0 : deviations / ewmaLimit(400, numbers.sum / numbers.count);
}

export const ecddWt = defineErrorMethod({
  method: 'ecdd_wt',
  label: 'Recent errors, weighted (ECDD)',
  summary: 'Sees the weighted newest errors exceed what the error rate so far leads one to expect.',
  sees: 'Abrupt rises of the error rate, within tens of points.',
  misses: 'Slow rises; rates above one half.',
  cost: 'O(1) per point; about 55 numbers.',
  paper:
    'Ross and others, "Exponentially weighted moving average charts for detecting concept drift", Pattern Recognition Letters 33 (2012).',
  advice: {
    situation: 'errors',
    place: 1,
    why: 'These two have the best balance of delay and false alarms in our benchmark.',
  },
  version: 2,
  paramsSchema,
  start: (params: EcddWtParams) => createEcddStatistic(params.weight, params.reference_size + 1),
  step,
  restart: resetEcddStatistic,
});
