import { z } from 'zod';
import {
  createStepdStatistic,
  proportionRises,
  resetStepdStatistic,
  type StepdStatistic,
  stepdStep,
} from '../stats/stepd-statistic';
import { defineErrorMethod, errorParams } from './error-method';
import type { ErrorStream, Side } from './error-stream';

/**
 * STEPD: the last few points have more errors than all the points before them.
 *
 * What it measures. The test of equal proportions between the last `window` points and all before them since
 * the last drift; the statistic is its z, with continuity correction, in standard normal units:
 * lib/stats/stepd-statistic.ts. It is 0 where the last points have fewer errors. It sees abrupt rises within
 * about half a window. error-stream.ts says which value is an error, how long a drift lasts, and what sides
 * and season do.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 100. Nothing is judged for this many points at the start and
 *     after each drift; a drift lasts as long.
 *   threshold: standard normal units, above 0 to 1e6, default 4. Bigger: rarer and later. The paper has 2.75
 *     (0.003).
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7; the paper's is 0.6.
 *   window: points, 10 to 10000, default 50; the paper has 30. Bigger: smaller rises are found, later.
 *     Nothing is judged before there are two windows.
 *   direction, season: shared-params.ts; error-stream.ts says which value is an error.
 *
 * Defaults, on 400 seeded calm streams of 1,000 points: an alarm in at most 3 % at error rates from 0.01 to
 * 0.5, on 10,000 in 51 % at 0.01 and 3 % at 0.5. A rise from 0.1 to 0.3 after 500 points is found after 47
 * points (median; 95th percentile 262), after 3,000 after 44 (102).
 *
 * Input. Short: `insufficient_data`. Constant: statistic 0. Values between 0 and 1 count as shares of an
 * error; other values count as the nearer of the two. Rare errors: three in one window are many against a
 * rate of 0.001, so low rates alarm most.
 *
 * Differs from Frouros, whose alarms the statistic reproduces one by one, in the defaults, and in that a
 * constant stream and a difference too small for the correction are no drift; it alarms on both. It also
 * calls fewer errors a drift, which is the other side here. Cost O(1). State: `window` errors and times a
 * side, and about 50 numbers. Reference: Nishida and Yamauchi, "Detecting concept drift using statistical
 * testing", Discovery Science (2007).
 */
const paramsSchema = errorParams(
  100,
  z.number().gt(0).max(1e6).default(4).meta({
    title: 'Threshold',
    description:
      'Drift when the last points have more errors than those before by this. Higher: rarer alarms, later ones.',
    unit: 'standard normal units',
  }),
  {
    window: z.int().min(10).max(10_000).default(50).meta({
      title: 'Window',
      description: 'How many of the last points are compared with all before them.',
      unit: 'points',
    }),
  },
);

export type StepdParams = z.infer<typeof paramsSchema>;

/** The numbers of one side, and the times of its last points, in step with their ring. */
type StepdSide = { proportions: StepdStatistic; timesMs: number[]; countsRight: boolean };

function start({ window }: StepdParams, side: 1 | -1): StepdSide {
  return {
    proportions: createStepdStatistic(window),
    timesMs: new Array<number>(window).fill(0),
    countsRight: side === -1,
  };
}

function restart({ proportions }: StepdSide): void {
  resetStepdStatistic(proportions);
}

function step(side: Side<StepdSide>, stream: ErrorStream): void {
  const { numbers, cut } = side;
  const { proportions, timesMs } = numbers;
  const { window, next } = proportions;
  const leftMs = timesMs[next] ?? 0;
  timesMs[next] = stream.toMs;
  const statistic = stepdStep(proportions, side.error);
  if (proportions.count <= window) return;
  cut.count = proportions.count - window;
  // In the errors of the stream, also on the side that counts what is right.
  const recent = numbers.countsRight ? window - proportions.recentSum : proportions.recentSum;
  cut.sum = stream.sum - recent;
  cut.toMs = leftMs;
  cut.sinceMs = timesMs[proportions.next] ?? 0;
  side.statistic = statistic > 0 && proportionRises(proportions) ? statistic : 0;
}

export const stepd = defineErrorMethod({
  method: 'stepd',
  label: 'Last points against all before (STEPD)',
  summary: 'Sees more errors among the last points than among all before them.',
  sees: 'Abrupt rises of the error rate, within about half a window.',
  misses: 'Slow rises, which become part of the points before; rises smaller than a window can tell.',
  cost: 'O(1) per point; twice the window, 100 numbers by default.',
  paper:
    'Nishida and Yamauchi, "Detecting concept drift using statistical testing", Discovery Science (2007).',
  advice: {
    situation: 'errors',
    place: 2,
    why: 'These two have the best balance of delay and false alarms in our benchmark.',
  },
  version: 2,
  paramsSchema,
  start,
  step,
  restart,
});
