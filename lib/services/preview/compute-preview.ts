import { isDriftwatchError } from '../../errors';
import { countOf, durationOf } from '../../monitoring/describe-calibration';
import {
  type Backtest,
  backtestInSlices,
  calibrate,
  createBehaviour,
  levels,
  minReferencePoints,
  type ParamValues,
  power,
  typicalSpacingMs,
} from '../../monitoring/index';
import type { PreviewBacktest, PreviewProgress } from '../../schemas/preview';
import type { PreviewFound, PreviewWork, TriedDetector, TriedSeries } from './preview-work';
import { qualityOf } from './quality-of';

/** Maximum number of incidents listed individually. */
const maxIncidents = 200;
/** Elementary operations for simulations, and the bounds of their number of points. */
const simulatedOperations = 8_000_000;
const [leastSimulated, mostSimulated] = [2_000, 50_000];
/** Maximum number of points after a shift. */
const horizon = 500;
/** Shifts used if none are given, in standard deviations. */
const usualShifts = [1, 2, 4];
/** A method with this param gets the requested number and ensures it itself. */
const budgetParam = 'false_alarm_every';

const timeOf = (ms: number) => new Date(ms).toISOString();
const timeOrNull = (ms: number | null) => (ms === null ? null : timeOf(ms));
const finite = (value: number | null | undefined) =>
  value === null || value === undefined || !Number.isFinite(value) ? null : value;

type Report = (stage: PreviewProgress['stage'], done: number) => void;

/** Returns the start of each of at most `buckets` buckets with equal counts, and the end. */
function bucketStarts(count: number, buckets: number): number[] {
  const size = Math.max(1, Math.ceil(count / buckets));
  const starts: number[] = [];
  for (let at = 0; at < count; at += size) starts.push(at);
  return [...starts, count];
}

function thinnedPoints(
  { tsMs, values }: TriedSeries,
  buckets: number,
): PreviewFound['series'][number]['points'] {
  const starts = bucketStarts(values.length, buckets);
  return starts.slice(0, -1).map((from, index) => {
    const to = starts[index + 1] as number;
    let [mean, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let at = from; at < to; at += 1) {
      const value = values[at] as number;
      mean += (value - mean) / (at - from + 1);
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    return { ts: timeOf(tsMs[from] as number), mean, min, max };
  });
}

function toBacktest(
  { readings, incidents, jobs }: Backtest,
  { tsMs }: TriedSeries,
  buckets: number,
): PreviewBacktest {
  const { level, statistic, threshold } = readings;
  const starts = bucketStarts(level.length, buckets);
  const levelAt = (at: number) => levels[level[at] as number] ?? 'insufficient_data';
  const thinned = starts.slice(0, -1).map((from, index) => {
    let worst = from;
    for (let at = from + 1; at < (starts[index + 1] as number); at += 1) {
      const [one, held] = [level[at] as number, level[worst] as number];
      const isHigher = (finite(statistic[at]) ?? -Infinity) > (finite(statistic[worst]) ?? -Infinity);
      if (one > held || (one === held && isHigher)) worst = at;
    }
    return {
      ts: timeOf(tsMs[worst] as number),
      statistic: finite(statistic[worst]),
      threshold: finite(threshold[worst]),
      level: levelAt(worst),
    };
  });
  return {
    incidents: incidents.slice(-maxIncidents).map((one) => ({
      opened_ts: timeOf(one.openedMs),
      onset_ts: timeOrNull(one.onsetMs),
      resolved_ts: timeOrNull(one.resolvedMs),
      resolution: one.resolution,
      delta: finite(one.delta),
      statistic: finite(one.statistic),
      threshold: finite(one.threshold),
      is_open: one.resolvedMs === null,
    })),
    incident_count: incidents.length,
    job_count: jobs.length,
    level: level.length === 0 ? 'insufficient_data' : levelAt(level.length - 1),
    readings: thinned,
  };
}

async function tryOn(
  { method, params, rules }: TriedDetector,
  series: TriedSeries,
  buckets: number,
): Promise<PreviewBacktest> {
  const { direction, timeZone } = series;
  return toBacktest(
    await backtestInSlices(method, params, { direction, timeZone, rules }, series),
    series,
    buckets,
  );
}

interface Calibrated extends Pick<PreviewFound, 'calibration' | 'calibration_note'> {
  params: ParamValues;
}

type Reference = NonNullable<PreviewWork['reference']>;

const boundsOf = ({ lowerBound, upperBound }: Reference) => ({
  ...(lowerBound !== null && { lower: lowerBound }),
  ...(upperBound !== null && { upper: upperBound }),
});

/** Returns how many points of a method may be simulated. */
function simulated(updateCost: number): number {
  return Math.max(leastSimulated, Math.min(mostSimulated, Math.floor(simulatedOperations / updateCost)));
}

function calibrated({ detector, reference, wantedPoints }: PreviewWork): Calibrated {
  const { method, params } = detector;
  const uncalibrated = (calibration_note: string | null) => ({ params, calibration: null, calibration_note });
  if (wantedPoints === null) return uncalibrated(null);
  const behaviour = createBehaviour(method, params);
  const param = behaviour.method.calibratedParam;
  if (param === null)
    return uncalibrated(
      `You have to choose the limits of ${method} yourself; there is nothing to solve for.`,
    );
  if (reference === null || reference.values.length < minReferencePoints)
    return uncalibrated(
      `Solving for a threshold needs at least ${minReferencePoints} points; the reference has ${reference?.values.length ?? 0}.`,
    );
  const spacingMs = typicalSpacingMs(reference.tsMs);
  const per_series = { points: wantedPoints, ms: wantedPoints * spacingMs };
  if (param === budgetParam) {
    const solved = createBehaviour(method, { ...params, [param]: clampBudget(method, params, wantedPoints) });
    const value = Number(solved.params[param]);
    return {
      params: solved.params,
      calibration_note: null,
      calibration: {
        param,
        value,
        outcome: value === wantedPoints ? 'reached' : value < wantedPoints ? 'always_more' : 'always_rarer',
        per_series,
        achieved: null,
        sentence: `${param} ${countOf(value)}: at most one false alarm every ${countOf(value)} points of a series, or ${durationOf(value * spacingMs)}; the method ensures this itself.`,
      },
    };
  }
  const { direction, timeZone } = reference;
  const found = calibrate(method, params, reference, {
    falseAlarmEvery: Math.max(10, Math.min(1e9, wantedPoints)),
    maxPoints: simulated(behaviour.updateCost),
    direction,
    timeZone,
    bounds: boundsOf(reference),
  });
  const { points, lower, upper } = found.achieved;
  return {
    params: found.params,
    calibration_note: null,
    calibration: {
      param,
      value: found.value,
      outcome: found.outcome,
      per_series,
      achieved: { points: finite(points), lower, upper: finite(upper) },
      sentence: found.sentence,
    },
  };
}

/** Returns the requested number, limited to what the method allows. */
function clampBudget(method: string, params: ParamValues, wantedPoints: number): number {
  let wanted = Math.round(wantedPoints);
  for (const bound of [wanted, 10, 50, 100, 1000, 1e9, 1e8, 1e7, 1e6]) {
    try {
      createBehaviour(method, { ...params, [budgetParam]: bound });
      wanted = bound;
      break;
    } catch (error) {
      if (!isDriftwatchError(error)) throw error;
    }
  }
  return wanted;
}

function powerOf({ detector, reference, shifts }: PreviewWork, params: ParamValues): PreviewFound['power'] {
  if (reference === null || reference.values.length < minReferencePoints) return [];
  const { direction, timeZone } = reference;
  const behaviour = createBehaviour(detector.method, params, direction, timeZone);
  const asked = shifts ? shifts.map((unit) => ({ unit })) : usualShifts.map((sd) => ({ sd }));
  const length = behaviour.method.minSamples(behaviour.params) + horizon;
  const runs = Math.floor(simulatedOperations / (behaviour.updateCost * length * (asked.length + 1)));
  const found = power(detector.method, params, reference, asked, {
    direction,
    timeZone,
    bounds: boundsOf(reference),
    horizon,
    runs: Math.max(20, Math.min(60, runs)),
  });
  const inTime = (points: number | null) => (points === null ? null : points * found.spacingMs);
  return found.shifts.map((one) => ({
    shift: one.unit,
    sd: finite(one.sd),
    verdict: one.verdict,
    seen: one.seen,
    runs: one.runs,
    median_points: one.medianPoints,
    median_ms: inTime(one.medianPoints),
    p90_ms: inTime(one.p90Points),
    sentence: one.sentence,
  }));
}

/** Computes a preview. The result depends only on the given work. */
export async function computePreview(work: PreviewWork, report: Report): Promise<PreviewFound> {
  const { detector, previous, parts, series, buckets, reference } = work;
  const has = (part: (typeof parts)[number]) => parts.includes(part);
  report('calibration', 0);
  const { params, calibration, calibration_note } = has('calibration')
    ? calibrated(work)
    : { params: detector.params, calibration: null, calibration_note: null };
  const tried: PreviewFound['series'] = [];
  for (const [at, one] of series.entries()) {
    report('backtest', 0.2 + (0.4 * at) / series.length);
    tried.push({
      points: thinnedPoints(one, buckets),
      backtest: has('backtest') ? await tryOn({ ...detector, params }, one, buckets) : null,
      previous: has('backtest') && previous ? await tryOn(previous, one, buckets) : null,
    });
  }
  report('power', 0.6);
  const found = has('power') ? powerOf(work, params) : [];
  report('quality', 0.8);
  const quality = has('quality') && reference !== null ? qualityOf(reference) : null;
  return { params, calibration, calibration_note, power: found, quality, series: tried };
}
