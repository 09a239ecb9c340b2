import type { MetricDirection } from '../detectors/types';
import { orderedQuantile, orderedQuantileBy } from '../stats/quantile';
import { minReferencePoints } from './calibrate';
import { describePower } from './describe-power';
import { checkTimeZone, createBehaviour, type DetectorBehaviour } from './detector-behaviour';
import { DetectorStrategy } from './detector-strategy';
import { modelReference, type ReferenceModel, type ValueBounds } from './reference-model';
import { byLocalClocks, checkPoints, lastMs, type SeriesPoints } from './series-points';
import type { Power, PowerOptions, Shift, ShiftPower } from './shift-power';
import { simulateReplicates } from './simulated-replicates';
import { snapshotAfter } from './snapshot-after';
import type { StrategySnapshot } from './strategy-snapshot';

/** Calm points between what the method learns from and the shift. */
const calmPoints = 50;

/**
 * How soon a method sees shifts of the level in data like the reference: simulated series
 * (reference-model.ts) that are calm at first, then shifted for good. Runs that are in drift when the shift
 * comes are left out. All shifts are tried on the same series.
 *
 * @param points the reference, at least 50 points.
 * @param shifts in standard deviations or in the metric's unit; see `Shift`.
 * @throws INVALID_INPUT for an unknown method, bad params, a short reference or an unknown time zone.
 */
export function power(
  methodId: string,
  params: unknown,
  points: SeriesPoints,
  shifts: readonly Shift[],
  options: PowerOptions = {},
): Power {
  const behaviour = createBehaviour(methodId, params, options.direction);
  checkPoints(points, 'a reference', minReferencePoints);
  if (options.timeZone) checkTimeZone(options.timeZone);
  const reference = byLocalClocks(points, options.timeZone);
  const model = modelReference(reference, options.bounds);
  const { horizon = 2000 } = options;
  const trial = startTrial(behaviour, reference, model, horizon, options);
  const calm = tryShift(trial, 0);
  return {
    spacingMs: model.spacingMs,
    noise: model.noise,
    horizon,
    shifts: shifts.map((shift) => {
      const unit = 'unit' in shift ? shift.unit : shift.sd * model.noise * worseSign(options.direction);
      return judgeShift(trial, unit, calm);
    }),
  };
}

function worseSign(direction: MetricDirection = 'two_sided'): number {
  return direction === 'higher_is_better' ? -1 : 1;
}

interface Trial {
  behaviour: DetectorBehaviour;
  model: ReferenceModel;
  bounds: ValueBounds;
  snapshot: StrategySnapshot | null;
  replicates: ReturnType<typeof simulateReplicates>;
  /** Position of the shift in every replicate. */
  shiftAt: number;
  horizon: number;
}

function startTrial(
  behaviour: DetectorBehaviour,
  reference: SeriesPoints,
  model: ReferenceModel,
  horizon: number,
  { start = 'fresh', runs = 100, seed = 1, bounds = {} }: PowerOptions,
): Trial {
  const continues = start === 'continued';
  const shiftAt = calmPoints + (continues ? 0 : behaviour.method.minSamples(behaviour.params));
  const fromMs = continues ? lastMs(reference) + model.spacingMs : null;
  const replicates = simulateReplicates(model, {
    count: runs,
    length: shiftAt + horizon,
    fromMs,
    seed: `${seed}/power`,
  });
  if (!continues) return { behaviour, model, bounds, snapshot: null, replicates, shiftAt, horizon };
  const snapshot = snapshotAfter(behaviour, reference);
  return { behaviour, model, bounds, snapshot, replicates, shiftAt, horizon };
}

/** Delay of every run that was not in drift at the shift; infinite where no alarm came. */
function tryShift({ behaviour, bounds, snapshot, replicates, shiftAt }: Trial, unit: number): number[] {
  const delays: number[] = [];
  const least = bounds.lower ?? Number.NEGATIVE_INFINITY;
  const most = bounds.upper ?? Number.POSITIVE_INFINITY;
  for (const { startMs, values } of replicates.series) {
    const strategy = new DetectorStrategy(behaviour, snapshot ?? undefined);
    let delay = Number.POSITIVE_INFINITY;
    for (let index = 0; index < values.length; index += 1) {
      const calm = values[index] as number;
      const value = index < shiftAt ? calm : Math.min(Math.max(calm + unit, least), most);
      const { level } = strategy.judge(value, startMs + index * replicates.spacingMs);
      if (level !== 'drift') continue;
      if (index < shiftAt - 1) continue;
      delay = index - shiftAt + 1;
      break;
    }
    if (delay > 0) delays.push(delay);
  }
  return delays.sort((left, right) => left - right);
}

function judgeShift(trial: Trial, unit: number, calm: readonly number[]): ShiftPower {
  const { model, horizon } = trial;
  const delays = tryShift(trial, unit);
  const found = delays.filter(Number.isFinite);
  const at = (probability: number) => {
    // Without interpolation: there is nothing between an alarm and a run without one.
    const delay = orderedQuantileBy('inverted_cdf', delays, probability);
    return Number.isFinite(delay) ? delay : null;
  };
  const draft = {
    unit,
    sd: model.noise > 0 ? Math.abs(unit) / model.noise : Number.POSITIVE_INFINITY,
    runs: delays.length,
    seen: found.length,
    medianPoints: at(0.5),
    p90Points: at(0.9),
    meanPoints: found.length === 0 ? null : found.reduce((sum, delay) => sum + delay / found.length, 0),
  };
  const verdict = verdictOf(draft, trial, calm);
  return { ...draft, verdict, sentence: describePower({ ...draft, verdict }, model.spacingMs, horizon) };
}

function verdictOf(
  { seen, runs, medianPoints, sd }: Pick<ShiftPower, 'seen' | 'runs' | 'medianPoints' | 'sd'>,
  { behaviour, model }: Trial,
  calm: readonly number[],
): ShiftPower['verdict'] {
  const { slack, scale } = behaviour.params;
  const slackSd = typeof slack !== 'number' ? 0 : scale === 'raw' ? slack / model.noise : slack;
  const calmSeen = calm.filter(Number.isFinite).length / Math.max(1, calm.length);
  const calmMedian = calm.length === 0 ? Number.POSITIVE_INFINITY : orderedQuantile(calm, 0.5);
  // More than chance is two standard errors of a share, or a third sooner.
  const isMore = seen / Math.max(1, runs) > calmSeen + 2 * Math.sqrt(0.5 / Math.max(1, runs));
  const isSooner = (medianPoints ?? Number.POSITIVE_INFINITY) < 0.67 * calmMedian;
  if (sd < slackSd && !isSooner && !(isMore && seen > runs / 2)) return 'below_slack';
  if (seen === 0) return 'never';
  if (!isMore && !isSooner) return 'by_chance';
  return seen * 2 >= runs ? 'seen' : 'seldom';
}
