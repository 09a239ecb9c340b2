import { z } from 'zod';
import { clampFinite } from '../stats/clamp-finite';
import { nextMean } from '../stats/mean';
import { roundingFloor } from '../stats/noise-floor';
import { isChanging } from './hysteresis';
import type { DetectorMethod, DetectorWindows, Level, Reading } from './types';

const nothingLearned =
  'Its limits are in the unit of the metric and hold as they are: nothing is learned from a reference.';
const twoLimits = 'It has a lower and an upper limit, and a margin in the unit of the metric to warn in.';

const limit = z.number().min(-1e15).max(1e15).nullable().default(null);

/**
 * Fixed limits: drift while a value lies below `lower` or above `upper`. For what a person knows and no
 * history can teach, such as a promise made to users ("p99 latency under 400 ms").
 *
 * What it measures. The statistic is how far the value lies outside the limits, in the metric's unit:
 * positive outside, 0 on a limit, negative inside (the distance to the nearest limit, counted down). The
 * threshold is 0, so drift is a value strictly beyond a limit; a value on the limit, or beyond it by rounding
 * only, still keeps it. With `warning_margin` above 0, the strip of that width just inside each limit, its
 * inner edge left out, reads `warning`. The delta is the signed distance beyond the limit that was crossed:
 * negative below `lower`, positive above `upper`, 0 inside.
 *
 * Params. `lower`, `upper`: metric's unit, -1e15 to 1e15, default null (no limit on that side); at least one
 * is needed, and `lower` must not be above `upper`. `warning_margin`: metric's unit, 0 to 1e15, default 0 (no
 * warnings); a margin wider than half the distance between the limits makes every value inside a warning;
 * that is allowed.
 *
 * Input. Every point is judged alone, the first one too: nothing is learned, order, gaps and ties have no
 * effect, and a constant series drifts if its constant is outside. Huge values give a finite statistic, at
 * most the largest double. Metric direction is not used: a limit on the good side is the user's wish.
 *
 * Cost O(1) per update. State: the limits and six numbers, to know since when the value has been outside.
 * Reference: the oldest monitoring rule; "for N points in a row" is a matter of policy, not of the method.
 */
const paramsSchema = z
  .strictObject({
    lower: limit.meta({
      title: 'Lower limit',
      description: 'Drift when a value lies below this. Empty: no lower limit.',
      unit: "metric's unit",
    }),
    upper: limit.meta({
      title: 'Upper limit',
      description: 'Drift when a value lies above this. Empty: no upper limit.',
      unit: "metric's unit",
    }),
    warning_margin: z.number().min(0).max(1e15).default(0).meta({
      title: 'Warning margin',
      description: 'Warn when a value comes closer than this to a limit. 0: no warnings.',
      unit: "metric's unit",
    }),
  })
  .superRefine(({ lower, upper }, context) => {
    if (lower === null && upper === null) {
      const message = 'is needed when upper is not given: set at least one of the two';
      context.addIssue({ code: 'custom', path: ['lower'], message });
    } else if (lower !== null && upper !== null && lower > upper) {
      const message = `must not be above upper, got lower ${lower} and upper ${upper}`;
      context.addIssue({ code: 'custom', path: ['lower'], message });
    }
  });

export type StaticThresholdParams = z.infer<typeof paramsSchema>;

export type StaticThresholdState = {
  lower: number | null;
  upper: number | null;
  warningMargin: number;
  level: Level;
  /** The points at the present level. */
  fromMs: number;
  toMs: number;
  mean: number;
  sampleCount: number;
};

/** Distance beyond a limit, negative while the value keeps it; a missing limit is never crossed. */
function excessOver(distance: (limit: number) => number, side: number | null): number {
  if (side === null) return -Number.MAX_VALUE;
  const excess = clampFinite(distance(side));
  return Math.abs(excess) <= roundingFloor(side) ? 0 : excess;
}

function update(state: StaticThresholdState, value: number, tsMs: number): Reading {
  const below = excessOver((lower) => lower - value, state.lower);
  const above = excessOver((upper) => value - upper, state.upper);
  const statistic = Math.max(below, above);
  const level =
    statistic > 0
      ? 'drift'
      : statistic > -state.warningMargin + roundingFloor(state.warningMargin)
        ? 'warning'
        : 'stable';
  if (level !== state.level) {
    state.level = level;
    state.fromMs = tsMs;
    state.sampleCount = 0;
  }
  state.toMs = tsMs;
  state.sampleCount += 1;
  state.mean = nextMean(state.mean, value, state.sampleCount);
  const delta = statistic > 0 ? (below > above ? -below : above) : 0;
  return { statistic, threshold: 0, level, delta };
}

function windows(state: StaticThresholdState): DetectorWindows {
  const { lower, upper, fromMs, toMs, mean, sampleCount } = state;
  return {
    reference: null,
    band: { lower, upper },
    current: sampleCount === 0 ? null : { fromMs, toMs, mean, sampleCount },
  };
}

export const staticThreshold: DetectorMethod<StaticThresholdParams, StaticThresholdState> = {
  method: 'static_threshold',
  label: 'Fixed limits',
  summary: 'Sees every value below or above limits that you set.',
  kind: 'rule',
  sees: 'Every value beyond a limit that a person has set, from the first point on.',
  misses:
    'Everything inside the limits, however unusual. It learns nothing, so season, scale, direction and a reference have no meaning for it.',
  cost: 'O(1) per point; nine numbers.',
  paper: 'The oldest monitoring rule there is.',
  guide: {
    advice: {
      situation: 'agreed_limit',
      place: 1,
      why: 'The limit is the truth; a learned level would follow a metric that slowly gets worse.',
    },
    lacks: {
      scale: nothingLearned,
      season: nothingLearned,
      outlier_limit: nothingLearned,
      direction: twoLimits,
      warning_ratio: twoLimits,
    },
  },
  version: 2,
  paramsSchema,
  calibratedParam: null,
  updateCost: () => 40,
  minSamples: () => 1,
  init: ({ lower, upper, warning_margin }) => ({
    lower,
    upper,
    warningMargin: warning_margin,
    level: 'insufficient_data',
    fromMs: 0,
    toMs: 0,
    mean: 0,
    sampleCount: 0,
  }),
  update,
  windows,
  onsetMs: ({ level, fromMs }) => (isChanging(level) ? fromMs : null),
};
