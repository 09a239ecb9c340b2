import { z } from 'zod';
import { DriftwatchError } from '../errors';
import { poissonInterval } from '../stats/poisson-interval';
import type { AchievedInterval, Calibration, CalibrationOptions, FalseAlarmEvery } from './calibration';
import { describeCalibration } from './describe-calibration';
import { checkTimeZone, createBehaviour, type DetectorBehaviour } from './detector-behaviour';
import { type AlarmCount, countAlarms, countOnPath, statisticPath } from './false-alarms';
import { modelReference, type ReferenceModel } from './reference-model';
import { byLocalClocks, checkPoints, lastMs, type SeriesPoints } from './series-points';
import { simulateReplicates } from './simulated-replicates';
import { snapshotAfter } from './snapshot-after';
import { type Solution, solveThreshold } from './solve-threshold';
import type { StrategySnapshot } from './strategy-snapshot';

/** Fewest points of a reference whose noise and memory can be estimated. */
export const minReferencePoints = 50;
/**
 * A replicate is this many times as long as the wanted distance between alarms, and there are this many of
 * them.
 */
const replicateRatio = 4;
const wantedReplicates = 100;
const minReplicates = 10;
/** A method with a budget of its own gets the wanted distance; nothing is solved. */
const budgetParam = 'false_alarm_every';

/**
 * Chooses the threshold of a method so that on data like the reference it has one false alarm per
 * `falseAlarmEvery` points.
 *
 * What is promised. The alarms of many series like the reference (reference-model.ts), each judged from its
 * first points on, divided by the points judged, are one per `falseAlarmEvery` on average. A single series
 * may do better or worse: a method that learns its level from 50 points may have learned a bad one, and then
 * keeps it. `start: 'continued'` promises the same for continuations of this one series, whose level is known
 * only as well as the reference shows it. All other params stay as they are.
 *
 * How good it is depends on the reference. From 1,000 points on, the noise is nearly always known well enough
 * for a factor of 2, except for heavy tails, of which one reference may have seen too much or too little
 * (docs/benchmarks.md). With 300 points and an autocorrelation of 0.5 there are twice as many alarms as asked
 * for on average. What never happened in the reference, such as a yearly season, is not allowed for.
 *
 * The same input and seed give the same result. `achieved` comes from other series than those the value was
 * solved on; its interval is exact (Poisson), widened where alarms come in clusters.
 *
 * @param points the reference, at least 50 points.
 * @throws INVALID_INPUT for a method without a threshold, a short reference, an unknown time zone, or a
 *   distance between false alarms outside 10 to 1e9 points.
 */
export function calibrate(
  methodId: string,
  params: unknown,
  points: SeriesPoints,
  options: CalibrationOptions,
): Calibration {
  const given = createBehaviour(methodId, params, options.direction);
  const param = given.method.calibratedParam;
  if (param === null)
    throw new DriftwatchError(
      'INVALID_INPUT',
      `${methodId} has no threshold to calibrate: its limits are yours to know`,
    );
  checkPoints(points, 'a reference', minReferencePoints);
  if (options.timeZone) checkTimeZone(options.timeZone);
  const reference = byLocalClocks(points, options.timeZone);
  const model = modelReference(reference, options.bounds);
  const wantedPoints = toPoints(options.falseAlarmEvery, model.spacingMs);
  const simulation = new Simulation(given, reference, model, wantedPoints, options);
  const { value, outcome } = chooseValue(simulation, given, param, wantedPoints);
  const chosen = createBehaviour(methodId, { ...given.params, [param]: value }, options.direction);
  const counted = simulation.check(chosen);
  const draft = {
    method: methodId,
    param,
    value,
    params: chosen.params,
    outcome,
    wantedPoints,
    achieved: achievedOf(counted),
    simulatedPoints: counted.points,
    spacingMs: model.spacingMs,
  };
  return { ...draft, sentence: describeCalibration(draft) };
}

function toPoints(every: FalseAlarmEvery, spacingMs: number): number {
  const points = typeof every === 'number' ? every : 'points' in every ? every.points : every.ms / spacingMs;
  if (points >= 10 && points <= 1e9) return points;
  const given =
    typeof every === 'object' && 'ms' in every ? ` (${every.ms} ms of ${spacingMs} ms a point)` : '';
  throw new DriftwatchError(
    'INVALID_INPUT',
    `a false alarm must be asked for every 10 to 1e9 points, got ${points}${given}`,
  );
}

/** The series of one calibration, and the method shown to them. */
class Simulation {
  readonly #reference: SeriesPoints;
  readonly #model: ReferenceModel;
  readonly #options: CalibrationOptions;
  readonly #shape: { count: number; length: number; fromMs: number | null };
  readonly hasNoise: boolean;

  constructor(
    given: DetectorBehaviour,
    reference: SeriesPoints,
    model: ReferenceModel,
    wantedPoints: number,
    options: CalibrationOptions,
  ) {
    this.#reference = reference;
    this.#model = model;
    this.#options = options;
    this.hasNoise = model.noise > 0;
    const most = options.maxPoints ?? 1_000_000;
    const learned = options.start === 'continued' ? 0 : given.method.minSamples(given.params);
    const judged = Math.ceil(
      Math.min(Math.max(replicateRatio * wantedPoints, 2 * learned, 500), most / minReplicates),
    );
    const count = Math.max(minReplicates, Math.min(wantedReplicates, Math.floor(most / (learned + judged))));
    const fromMs = options.start === 'continued' ? lastMs(reference) + model.spacingMs : null;
    this.#shape = { count, length: learned + judged, fromMs };
  }

  replicates(purpose: string) {
    return simulateReplicates(this.#model, { ...this.#shape, seed: `${this.#options.seed ?? 1}/${purpose}` });
  }

  /** The method after it has been shown the reference; `null` if every replicate starts afresh. */
  snapshot(behaviour: DetectorBehaviour): StrategySnapshot | null {
    return this.#options.start === 'continued' ? snapshotAfter(behaviour, this.#reference) : null;
  }

  check(behaviour: DetectorBehaviour): AlarmCount {
    if (!this.hasNoise) return { alarms: 0, points: 0, perReplicate: [] };
    return countAlarms(behaviour, this.replicates('check'), this.snapshot(behaviour));
  }
}

function chooseValue(
  simulation: Simulation,
  given: DetectorBehaviour,
  param: string,
  wantedPoints: number,
): Pick<Calibration, 'value' | 'outcome'> {
  const { least, largest } = rangeOf(given, param);
  if (param === budgetParam)
    return { value: Math.min(Math.max(wantedPoints, least), largest), outcome: 'reached' };
  if (!simulation.hasNoise) return { value: Number(given.params[param]), outcome: 'constant' };
  const at = (threshold: number): DetectorBehaviour => ({
    ...given,
    params: { ...given.params, [param]: threshold },
  });
  const replicates = simulation.replicates('solve');
  const never = at(largest);
  const snapshot = simulation.snapshot(never);
  const path = statisticPath(never, replicates, snapshot);
  const unjudged = snapshot === null ? given.method.minSamples(given.params) - 1 : 0;
  const judged = replicates.series.length * (replicates.length - unjudged);
  let highest = 0;
  for (const statistic of path) highest = Math.max(highest, statistic);
  const solution = solveThreshold({
    wanted: judged / wantedPoints,
    least,
    largest,
    highest,
    guess: (threshold) => countOnPath(path, replicates.length, threshold),
    count: (threshold) => countAlarms(at(threshold), replicates, simulation.snapshot(at(threshold))).alarms,
  });
  const outcomes = { found: 'reached', too_many: 'always_more', too_few: 'always_rarer' } as const;
  return { value: rounded(solution, least, largest), outcome: outcomes[solution.outcome] };
}

/** A simulation is accurate to four digits, and a form can show as many. */
function rounded({ threshold }: Solution, least: number, largest: number): number {
  return Math.min(Math.max(Number(threshold.toPrecision(4)), least), largest);
}

interface NumberRule {
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
}

function rangeOf({ method }: DetectorBehaviour, param: string): { least: number; largest: number } {
  const schema = z.toJSONSchema(method.paramsSchema, { io: 'input' });
  const rule = (schema.properties?.[param] ?? {}) as NumberRule;
  return { least: rule.minimum ?? (rule.exclusiveMinimum ?? 0) + 1e-9, largest: rule.maximum ?? 1e15 };
}

function achievedOf({ alarms, points, perReplicate }: AlarmCount): AchievedInterval {
  // Alarms in clusters say less than their number: the count is divided by the overdispersion of the
  // replicates.
  const mean = alarms / Math.max(1, perReplicate.length);
  const variance =
    perReplicate.reduce((sum, count) => sum + (count - mean) ** 2, 0) / Math.max(1, perReplicate.length - 1);
  const dispersion = mean > 0 ? Math.max(1, variance / mean) : 1;
  const interval = poissonInterval(alarms / dispersion);
  return {
    points: alarms === 0 ? null : points / alarms,
    lower: points / (interval.upper * dispersion),
    upper: interval.lower > 0 ? points / (interval.lower * dispersion) : null,
    alarms,
  };
}
