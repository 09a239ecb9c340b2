import { z } from 'zod';
import {
  type BocpdPosterior,
  bocpdStep,
  createSettledPosterior,
  mostProbableRun,
} from '../stats/bocpd-posterior';
import { clampFinite } from '../stats/clamp-finite';
import { elementAt } from '../stats/element-at';
import { isChanging, judge as levelOf } from './hysteresis';
import { latchDrift, type ReferencePart, settleLatched } from './latched-drift';
import { defineLatchedMethod, type LatchedState } from './latched-method';
import {
  createLocalMean,
  distanceFromLocalMean,
  type LocalMean,
  moveTo,
  updateLocalMean,
} from './local-mean';
import { recentMean, recentMedian } from './recent-points';
import { createSegment, extendSegment, type Segment } from './segment';
import {
  directionParam,
  outlierLimitParam,
  referenceSizeParam,
  scaledUnit,
  scaleParam,
  seasonParam,
  warningRatioParam,
} from './shared-params';
import type { Reading } from './types';

/**
 * BOCPD: the probability that the level has changed among the last points, computed anew at each point.
 *
 * What it measures. For every number of points since the last change the probability that it is the true one,
 * with the level since then unknown (lib/stats/bocpd-posterior.ts). Runs of `max_run` points and more are one
 * case, "settled". The statistic is -log10 of its probability. So 3 says that with 999 in 1,000 the level
 * changed less than `max_run` points ago. It is at most 12, since smaller probabilities are given up.
 *
 * A drift lasts until the new level is `max_run` points old; a further change in that time lengthens it. The
 * method starts from level and noise of the reference; after a change it starts again at the new level, and
 * learns that level and its noise from `max_run` points (local-mean.ts). Outliers are cut around the present
 * level.
 *
 * Sides. Under `worse` a change for the better has the statistic 0: the sign of the most probable recent run
 * against all points since the change before. It settles nevertheless, and the next change is relative to the
 * new level.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 100. They give level, noise and season.
 *   threshold: powers of ten, above 0 to 12, default 1.2. Bigger: rarer and later.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7.
 *   max_run: points, 10 to 2000, default 100. A change has to show within this many points, or it settles
 *     unseen; it is also how long a drift lasts, and sets the cost.
 *   change_every: points, 2 to 1e9, default 10000: how often changes are expected. Bigger: rarer and a little
 *     later.
 *   level_spread: sd (raw: metric's unit), above 0 to 1e6, default 2. How far new levels lie from the
 *     reference's.
 *   noise: sd (raw: metric's unit), above 0 to 1e6, default 1. That of single points; more for autocorrelated
 *     values.
 *   outlier_limit: sd, above 0 to 1e6, default 4.
 *   direction, season, scale: shared-params.ts.
 *
 * Defaults: of 300 seeded calm streams of 1,000 independent normal points 2 had an alarm (both sides); the
 * 98th percentile of the largest statistic is 1.04. A rise of 2 sd is found after 6 points (median; 95th
 * percentile 11), one of 1 sd after 23 (42), one of 0.5 sd in fewer than half of the cases within 100. With
 * an autocorrelation of 0.5 four in five calm streams alarm: raise `noise`, or calibrate.
 *
 * Input. Short: `insufficient_data` for the reference. Constant: the settled run explains it best. Ties, gaps
 * and equal times have no effect. Outliers are cut at the limit; one alone raises the statistic, and the next
 * point lowers it again. Heavy tails need more `noise`. Huge raw values count as 1e100.
 *
 * Differs from the published form in the bound on runs and in the use of the probabilities, which equal those
 * of Frouros to 1e-8 in the raw form. Cost O(runs still probable), at most `max_run`. State: 4 `max_run` + 75
 * numbers. Reference: Adams and MacKay, "Bayesian online changepoint detection", arXiv 0710.3742 (2007).
 */
const positive = (value: number) => z.number().gt(0).max(1e6).default(value);

const paramsSchema = z.strictObject({
  reference_size: referenceSizeParam(100),
  threshold: z.number().gt(0).max(12).default(1.2).meta({
    title: 'Threshold',
    description:
      'Drift when the probability of no recent change is at most 1 in 10 to the power of this. Higher: rarer alarms.',
    unit: 'powers of ten',
  }),
  warning_ratio: warningRatioParam(),
  max_run: z.int().min(10).max(2000).default(100).meta({
    title: 'Recent',
    description:
      'A change counts as recent for this many points; one that does not show within them is not seen.',
    unit: 'points',
  }),
  change_every: z.number().min(2).max(1e9).default(10_000).meta({
    title: 'Change every',
    description: 'About how many points lie between two changes. Higher: rarer alarms, a little later.',
    unit: 'points',
  }),
  level_spread: positive(2).meta({
    title: 'Spread of levels',
    description: 'How far new levels usually lie from that of the reference.',
    unit: scaledUnit,
  }),
  noise: positive(1).meta({
    title: 'Noise',
    description: 'How far single points usually lie from their level. Higher: rarer alarms, later ones.',
    unit: scaledUnit,
  }),
  outlier_limit: outlierLimitParam(4),
  direction: directionParam(),
  season: seasonParam(),
  scale: scaleParam(),
});

export type BocpdParams = z.infer<typeof paramsSchema>;

/** What the method keeps beside the frame's state. */
type BocpdOwn = {
  present: LocalMean;
  /** Of distances from the present level; `null` until the reference is complete. */
  posterior: BocpdPosterior | null;
  /** Values without season and their times in a ring of `max_run`; `next` is where the next one goes. */
  values: number[];
  timesMs: number[];
  next: number;
  /** While there is a change without a drift: what it moves away from, and its points. */
  reference: ReferencePart;
  current: Segment;
};

export type BocpdState = LatchedState<BocpdParams> & BocpdOwn;

/** The posterior takes distances up to this. */
const maxDistance = 1e100;
/** The posterior gives up probabilities below 10 to the power of minus this. */
const maxEvidence = 12;

function createOwn({ max_run }: BocpdParams): BocpdOwn {
  return {
    present: createLocalMean(),
    posterior: null,
    values: new Array<number>(max_run).fill(0),
    timesMs: new Array<number>(max_run).fill(0),
    next: 0,
    reference: { fromMs: 0, toMs: 0, mean: 0, sampleCount: 0 },
    current: createSegment(),
  };
}

/** A posterior at the present level, which is known from `count` points. */
function createPosterior({ params }: BocpdState, count: number): BocpdPosterior {
  const options = {
    hazard: 1 / params.change_every,
    priorMean: 0,
    priorVariance: params.level_spread ** 2,
    dataVariance: params.noise ** 2,
    maxRun: params.max_run,
  };
  return createSettledPosterior(options, count);
}

function remember(state: BocpdState, value: number, tsMs: number): void {
  const { values, timesMs, next, params } = state;
  values[next] = value;
  timesMs[next] = tsMs;
  state.next = next + 1 === params.max_run ? 0 : next + 1;
}

/** The newest `run` points as a segment, and the rest of the present level as what they move away from. */
function split(state: BocpdState, run: number): void {
  const { values, timesMs, next, params, concept } = state;
  const count = Math.min(run, concept.sampleCount);
  const current = createSegment();
  for (let back = count; back >= 1; back -= 1) {
    const index = (next - back + params.max_run) % params.max_run;
    extendSegment(current, elementAt(values, index), elementAt(timesMs, index));
  }
  const olderCount = concept.sampleCount - count;
  const { input } = state;
  const before = (next - count - 1 + 2 * params.max_run) % params.max_run;
  state.current = current;
  state.reference =
    olderCount < 1
      ? { fromMs: input.fromMs, toMs: input.toMs, mean: input.mean, sampleCount: input.moments.count }
      : {
          fromMs: concept.fromMs,
          toMs: elementAt(timesMs, before),
          mean: clampFinite(concept.mean + (concept.mean - current.mean) * (count / olderCount)),
          sampleCount: olderCount,
        };
}

/**
 * A change has come: the posterior starts at the new level. A change of a watched side is latched until that
 * level is `max_run` points old; any other is the ordinary level at once.
 */
function moveOn(state: BocpdState, evidence: number, watched: boolean): void {
  const { params, present, input, recent, held, reference, current } = state;
  const known = Math.min(current.sampleCount, recent.values.length);
  if (watched) {
    const left = Math.max(params.max_run - current.sampleCount, 0);
    latchDrift(held, left, evidence, reference, { ...current });
  }
  moveTo(present, input, recentMedian(recent, known), params.max_run);
  state.posterior = createPosterior(state, known);
  state.concept = { ...current };
}

function judge(state: BocpdState, adjusted: number, tsMs: number): Reading {
  const { input, params, present } = state;
  if (present.left > 0 && updateLocalMean(present, input, adjusted)) state.posterior = null;
  state.posterior ??= createPosterior(state, params.reference_size);
  const { posterior } = state;
  const centre = posterior.means[params.max_run] as number;
  const distance = distanceFromLocalMean(present, input, adjusted, centre, params.outlier_limit);
  bocpdStep(posterior, Math.min(Math.max(distance, -maxDistance), maxDistance) + 0);
  remember(state, adjusted, tsMs);
  const settled = posterior.probabilities[params.max_run] as number;
  const evidence = Math.min(maxEvidence, Math.max(0, -Math.log10(settled)));
  const level = levelOf(evidence, params.threshold, params.threshold, params.warning_ratio);
  if (!isChanging(level))
    return settleLatched(state, evidence, recentMean(state.recent) - state.concept.mean);
  split(state, mostProbableRun(posterior));
  const difference = state.current.mean - state.reference.mean;
  const watched = difference > 0 ? state.up : state.down;
  if (level === 'drift') moveOn(state, evidence, watched);
  return settleLatched(state, watched ? evidence : 0, difference);
}

export const bocpd = defineLatchedMethod<BocpdParams, BocpdOwn>({
  method: 'bocpd',
  label: 'Probable change (Bayesian, BOCPD)',
  summary: 'Sees that the level has probably changed among the last points, and when.',
  kind: 'adaptive',
  sees: 'Abrupt, lasting shifts of the level within its memory, with the most probable time of each.',
  misses:
    'Changes of spread alone; slow drifts; shifts too small to show within `max_run` points. Autocorrelation looks like change.',
  cost: 'O(max_run) per point at most, less while most runs are improbable; about 475 numbers.',
  paper: 'Adams and MacKay, "Bayesian online changepoint detection", arXiv 0710.3742 (2007).',
  guide: {
    advice: {
      situation: 'unknown_change',
      place: 2,
      why: 'It is sooner and says when the change was, but has to be told the noise.',
    },
    calmAlarms: [1.3, 78],
  },
  version: 2,
  paramsSchema,
  updateCost: ({ max_run }) => 80 + 10 * max_run,
  createOwn,
  completeReference: (state) => {
    state.present.level = state.input.mean;
  },
  judge,
  changing: ({ current }) => current,
  reference: ({ level, reference, concept, conceptToMs }) =>
    isChanging(level) ? reference : { ...concept, toMs: conceptToMs },
});
