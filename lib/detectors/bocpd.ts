import { z } from 'zod';
import { clampFinite } from '../stats/clamp-finite';
import {
  mostProbableRun,
  type RunLengthPosterior,
  runLengthStep,
  startSettledPosterior,
} from '../stats/run-length-posterior';
import type { ReferencePart } from './held-change';
import {
  type InputState,
  isLearning,
  learn,
  standardise,
  startInput,
  withoutOutlier,
  withoutSeason,
} from './input-stage';
import { heldThreshold, isChanging, judge } from './level-hold';
import { notEnoughData } from './not-enough-data';
import { addRecent, noRecentPoints, type RecentPoints, recentMean, recentSpan } from './recent-points';
import {
  directionParam,
  outlierLimitParam,
  referenceSizeParam,
  scaledUnit,
  scaleParam,
  seasonParam,
  warningRatioParam,
  watchedSides,
} from './shared-params';
import { emptyStretch, extendStretch, type Stretch } from './stretch';
import type { DetectorMethod, DetectorWindows, Level, MetricTraits, Reading } from './types';

/**
 * BOCPD: how probable it is that the level has changed among the last points, worked out anew at each point.
 *
 * What it measures. For every number of points since the last change the probability that it is the true one, with the level
 * since then unknown (lib/stats/run-length-posterior.ts). Runs of `max_run` points and more are one, "settled". The
 * statistic is how little probability is left to that: -log10 of it. So 3 says that with 999 in 1,000 the level changed less
 * than `max_run` points ago. At most 12, where probabilities are given up.
 *
 * A drift lasts as long as the change is recent: until the new level is `max_run` points old, and thereby settled, or the
 * change is taken back. Level and noise of the reference are where it starts from; afterwards the level is that of the run.
 *
 * Sides. Under `worse` a change for the better has the statistic 0: the sign of the most probable recent run against all
 * points since the change before. It settles all the same, and the next change is against the new level.
 *
 * Params.
 *   reference_size: points, 2 to 100000, default 100. They teach level, noise and season.
 *   threshold: powers of ten, above 0 to 12, default 1.2. Bigger: rarer and later.
 *   warning_ratio: share of the threshold, 0 to 1, default 0.7.
 *   max_run: points, 10 to 2000, default 100. A change has to show within so many points, or it settles unseen; also how
 *     long a drift lasts, and the cost.
 *   change_every: points, 2 to 1e9, default 10000: how often one expects a change. Bigger: rarer and a little later.
 *   level_spread: sd (raw: metric's unit), above 0 to 1e6, default 2. How far new levels lie from the reference's.
 *   noise: sd (raw: metric's unit), above 0 to 1e6, default 1. Of single points; more for autocorrelated values.
 *   outlier_limit: sd, above 0 to 1e6, default 4.
 *   direction, season, scale: as everywhere.
 *
 * Defaults: of 300 seeded calm streams of 1,000 independent normal points 2 had an alarm (both sides); the 98th percentile
 * of the largest statistic is 1.04. A rise of 2 sd is found after 6 points (median; 95th percentile 11), one of 1 sd after 23
 * (42), one of 0.5 sd in fewer than half of the cases within 100. With an autocorrelation of 0.5 four in five calm streams
 * alarm: raise `noise`, or calibrate.
 *
 * Input. Short: `insufficient_data` for the reference. Constant: the settled run explains it best. Ties, gaps and equal times:
 * ordinary. Outliers are cut at the limit; one alone lifts the statistic, and the next point takes it back. Heavy tails
 * want more `noise`. Huge raw values count as 1e100.
 *
 * Differs from the published form in the bound on runs and in what is made of the probabilities; those are equal to Frouros'
 * to 1e-8 in the raw form. Cost O(runs still probable), at most `max_run`. State: 4 `max_run` + 60 numbers.
 * Where from: Adams and MacKay, "Bayesian online changepoint detection", arXiv 0710.3742 (2007).
 */
const positive = (value: number) => z.number().gt(0).max(1e6).default(value);

const paramsSchema = z.strictObject({
  reference_size: referenceSizeParam(100),
  threshold: z.number().gt(0).max(12).default(1.2).meta({
    title: 'Threshold',
    description:
      'Drift when no recent change is left a probability of at most 1 in 10 to the power of this. Higher: rarer alarms.',
    unit: 'powers of ten',
  }),
  warning_ratio: warningRatioParam(),
  max_run: z.int().min(10).max(2000).default(100).meta({
    title: 'Recent',
    description: 'A change counts as recent for so many points; one that does not show in them is not seen.',
    unit: 'points',
  }),
  change_every: z.number().min(2).max(1e9).default(10_000).meta({
    title: 'Change every',
    description: 'About how many points lie between two changes. Higher: rarer alarms, a little later.',
    unit: 'points',
  }),
  level_spread: positive(2).meta({
    title: 'Spread of levels',
    description: 'How far new levels ordinarily lie from that of the reference.',
    unit: scaledUnit,
  }),
  noise: positive(1).meta({
    title: 'Noise',
    description: 'How far single points ordinarily lie from their level. Higher: rarer alarms, later ones.',
    unit: scaledUnit,
  }),
  outlier_limit: outlierLimitParam(4),
  direction: directionParam(),
  season: seasonParam(),
  scale: scaleParam(),
});

export type BocpdParams = z.infer<typeof paramsSchema>;

export type BocpdState = {
  params: BocpdParams;
  up: boolean;
  down: boolean;
  input: InputState;
  /** `null` until the reference is complete. */
  posterior: RunLengthPosterior | null;
  /** Values without season and their times in a ring of `max_run`; `next` is where the next one goes. */
  values: number[];
  timesMs: number[];
  next: number;
  /** All points of the present level, a change under way included. */
  concept: Stretch;
  conceptToMs: number;
  recent: RecentPoints;
  /** Whether a change is under way on any side, what it is away from, and its points. */
  changing: Level;
  reference: ReferencePart;
  current: Stretch;
  level: Level;
};

const largest = 1e100;
/** Probabilities below 10 to the power of minus this are given up by the posterior. */
const mostEvidence = 12;

function init(params: BocpdParams, traits: MetricTraits): BocpdState {
  return {
    params: { ...params },
    ...watchedSides(params.direction, traits),
    input: startInput(params, traits),
    posterior: null,
    values: new Array<number>(params.max_run).fill(0),
    timesMs: new Array<number>(params.max_run).fill(0),
    next: 0,
    concept: emptyStretch(),
    conceptToMs: 0,
    recent: noRecentPoints(),
    changing: 'stable',
    reference: { fromMs: 0, toMs: 0, mean: 0, sampleCount: 0 },
    current: emptyStretch(),
    level: 'insufficient_data',
  };
}

function startPosterior({ params }: BocpdState): RunLengthPosterior {
  const options = {
    hazard: 1 / params.change_every,
    priorMean: 0,
    priorVariance: params.level_spread ** 2,
    dataVariance: params.noise ** 2,
    maxRun: params.max_run,
  };
  return startSettledPosterior(options, params.reference_size);
}

function remember(state: BocpdState, value: number, tsMs: number): void {
  const { values, timesMs, next, params } = state;
  values[next] = value;
  timesMs[next] = tsMs;
  state.next = next + 1 === params.max_run ? 0 : next + 1;
  extendStretch(state.concept, value, tsMs);
  addRecent(state.recent, value, tsMs);
}

/** The newest `run` points as a stretch, and the rest of the present level as what they are away from. */
function split(state: BocpdState, run: number): void {
  const { values, timesMs, next, params, concept } = state;
  const count = Math.min(run, concept.sampleCount);
  const current = emptyStretch();
  for (let back = count; back >= 1; back -= 1) {
    const index = (next - back + params.max_run) % params.max_run;
    extendStretch(current, values[index] as number, timesMs[index] as number);
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
          toMs: timesMs[before] as number,
          mean: clampFinite(concept.mean + (concept.mean - current.mean) * (count / olderCount)),
          sampleCount: olderCount,
        };
}

/** Follows the change on any side: where it begins, what belongs to it, and when it is over. */
function follow(
  state: BocpdState,
  posterior: RunLengthPosterior,
  evidence: number,
  value: number,
  tsMs: number,
): void {
  const { params } = state;
  const compared = heldThreshold(state.changing, params.threshold);
  const before = state.changing;
  state.changing = judge(evidence, compared, params.threshold, params.warning_ratio);
  if (before === 'drift' && state.changing === 'drift') extendStretch(state.current, value, tsMs);
  else if (isChanging(state.changing)) split(state, mostProbableRun(posterior));
  if (before === 'drift' && state.changing !== 'drift') {
    // Settled: the changed level is the present one, and what came before is history. A change taken back lasted briefly.
    state.concept = { ...state.current };
  }
}

function update(state: BocpdState, value: number, tsMs: number): Reading {
  const { input, params } = state;
  if (isLearning(input)) {
    learn(input, value, tsMs);
    return notEnoughData();
  }
  state.posterior ??= startPosterior(state);
  const adjusted = withoutSeason(input, value, tsMs);
  const distance = withoutOutlier(input, standardise(input, adjusted), params.outlier_limit);
  runLengthStep(state.posterior, Math.min(Math.max(distance, -largest), largest) + 0);
  remember(state, adjusted, tsMs);
  const settled = state.posterior.probabilities[params.max_run] as number;
  const evidence = Math.min(mostEvidence, Math.max(0, -Math.log10(settled)));
  const threshold = heldThreshold(state.level, params.threshold);
  follow(state, state.posterior, evidence, adjusted, tsMs);
  state.conceptToMs = tsMs;
  const isMoving = isChanging(state.changing);
  const difference = state.current.mean - state.reference.mean;
  const watched = !isMoving || (difference > 0 ? state.up : state.down);
  const statistic = watched ? evidence : 0;
  state.level = judge(statistic, threshold, params.threshold, params.warning_ratio);
  const delta = isMoving ? difference : recentMean(state.recent) - state.concept.mean;
  return { statistic, threshold, level: state.level, delta: clampFinite(delta) };
}

function windows(state: BocpdState): DetectorWindows {
  const { level, concept, conceptToMs, recent, current, reference } = state;
  if (level === 'insufficient_data') return { reference: null, band: null, current: null };
  const span = recentSpan(recent);
  if (isChanging(level)) {
    const { fromMs, mean, sampleCount } = current;
    return { reference, band: null, current: { fromMs, toMs: span?.toMs ?? fromMs, mean, sampleCount } };
  }
  return { reference: { ...concept, toMs: conceptToMs }, band: null, current: span };
}

export const bocpd: DetectorMethod<BocpdParams, BocpdState> = {
  method: 'bocpd',
  label: 'Probable change (Bayesian, BOCPD)',
  summary: 'Sees that the level has probably changed among the last points, and when.',
  kind: 'adaptive',
  sees: 'Abrupt, lasting shifts of the level within its memory, with the most probable time of each.',
  misses:
    'Changes of spread alone; slow drifts; shifts too small to show within `max_run` points. Autocorrelation looks like change.',
  cost: 'O(max_run) per point at most, less while most runs are improbable; about 460 numbers.',
  paper: 'Adams and MacKay, "Bayesian online changepoint detection", arXiv 0710.3742 (2007).',
  version: 1,
  paramsSchema,
  calibratedParam: 'threshold',
  minSamples: ({ reference_size }) => reference_size + 1,
  init,
  update,
  windows,
  onsetMs: ({ level, current }) => (isChanging(level) ? current.fromMs : null),
};
