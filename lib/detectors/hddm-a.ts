import { z } from 'zod';
import {
  createHddmAStatistic,
  type HddmAStatistic,
  hddmAStep,
  resetHddmAStatistic,
} from '../stats/hddm-a-statistic';
import { defineErrorMethod, errorParams } from './error-method';
import { type ErrorStream, moveCut, type Side } from './error-stream';

/**
 * HDDM_A: a mean that has risen by more than Hoeffding's inequality lets chance explain.
 *
 * What it measures. The error rate of the whole concept against that of its calmest first part; the statistic
 * is `-log10` of the bound Hoeffding's inequality gives for such a rise by chance:
 * lib/stats/hddm-a-statistic.ts. It assumes only values in [0, 1], so the error rate of a batch works as well
 * as single outcomes. It sees abrupt lasting rises, with hardly a false alarm, and slow ones late.
 * error-stream.ts says which value is an error, how long a drift lasts, and what sides and season do.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 50. Nothing is judged for this many points at the start and
 *     after each drift; a drift lasts as long.
 *   threshold: powers of ten, above 0 to 1e6, default 4: a rise that chance explains once in ten thousand
 *     times. The paper has 3. Bigger: rarer and later.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7.
 *   cut_confidence: probability, 1e-12 to 0.5, default 0.001. It is that of the bound that places the end of
 *     the calm part; smaller: later. The papers use the confidence of the drift; with one of its own, the
 *     path of the statistic does not depend on the threshold.
 *   direction, season: shared-params.ts; error-stream.ts says which value is an error.
 *
 * Defaults, on 400 seeded calm streams of 1,000 points: an alarm in at most 1 % at error rates from 0.01 to
 * 0.5, on 10,000 in at most 2 %; with the paper's 3 in 8 % and 33 %. A rise from 0.1 to 0.3 after 500 points
 * is found after 136 points (median; 95th percentile 287), after 3,000 after 142; one from 0.1 to 0.2 after
 * 3,000 after 561.
 *
 * Input. Short: `insufficient_data`. Constant: statistic 0. Values outside [0, 1] count as the nearer of the
 * two.
 *
 * Differs from River and Frouros, whose alarms the statistic reproduces one by one, in the silent first
 * points, and from River in the bound: it tests each side at half of the confidence, even when only one is
 * watched. Cost O(1). State: about 55 numbers. Reference: Frías-Blanco and others, "Online and non-parametric
 * drift detection methods based on Hoeffding's bounds", IEEE Transactions on Knowledge and Data Engineering
 * 27 (2015).
 */
const paramsSchema = errorParams(
  50,
  z.number().gt(0).max(1e6).default(4).meta({
    title: 'Threshold',
    description:
      'Drift when chance would explain the rise with at most 1 in 10 to the power of this. Higher: rarer alarms.',
    unit: 'powers of ten',
  }),
  {
    cut_confidence: z.number().min(1e-12).max(0.5).default(0.001).meta({
      title: 'Cut confidence',
      description:
        'How certain it must be that a part is the calmest for it to count as ordinary. Smaller: later.',
      unit: 'probability',
    }),
  },
);

export type HddmAParams = z.infer<typeof paramsSchema>;

function step(side: Side<HddmAStatistic>, stream: ErrorStream): void {
  const { numbers } = side;
  const statistic = hddmAStep(numbers, side.error);
  moveCut(side.cut, stream, numbers.cutCount === numbers.count);
  side.statistic = statistic / Math.LN10;
}

export const hddmA = defineErrorMethod({
  method: 'hddm_a',
  label: 'Risen mean, any distribution (HDDM_A)',
  summary:
    'Sees the mean of values between 0 and 1 rise by more than chance allows, whatever their distribution.',
  sees: 'An abrupt lasting rise of an error rate, of single answers or of batches, with hardly a false alarm.',
  misses: 'Slow and small rises, which it sees late.',
  cost: 'O(1) per point; about 55 numbers.',
  paper:
    'Frías-Blanco and others, "Online and non-parametric drift detection methods based on Hoeffding’s bounds", IEEE TKDE 27 (2015).',
  advice: {
    situation: 'errors',
    place: 3,
    why: 'It has a proven bound on false alarms, and sees small rises later.',
  },
  version: 2,
  paramsSchema,
  start: (params: HddmAParams) => createHddmAStatistic(params.cut_confidence),
  step,
  restart: resetHddmAStatistic,
});
