import { levels, type MetricDirection, type Reading } from '../detectors/types';
import { createBehaviour } from './detector-behaviour';
import { DetectorObserver, type Observation } from './detector-observer';
import type { EpisodeEnd } from './drift-episode';
import type { RetrainJob } from './retrain-job';
import type { RunRules } from './run-rules';
import { checkPoints, type SeriesPoints } from './series-points';
import { doAtOnce, doInSlices, sliceOperations, type Work } from './work-slices';

/** What decides about jobs beside the detector. */
export interface BacktestPolicy {
  /**
   * How long a retrain job stays open, in milliseconds; a drift in that time joins it. `null` (default): it
   * is never closed, so there is one job, and everything after it joins it.
   */
  jobOpenForMs?: number | null;
  direction?: MetricDirection;
  /** IANA name of the time zone whose days the metric follows; UTC unless given. */
  timeZone?: string | null;
  rules?: Partial<RunRules>;
}

/** A drift as the app would have reported it. */
export interface BacktestIncident {
  readonly openedMs: number;
  /** Position of the point that opened it. */
  readonly openedAt: number;
  readonly onsetMs: number | null;
  /** `null` if it lasts to the end of the points. */
  readonly resolvedMs: number | null;
  readonly resolution: EpisodeEnd | null;
  /** Times of the points at which it became clearly worse. */
  readonly escalatedMs: readonly number[];
  readonly statistic: number | null;
  readonly threshold: number | null;
  readonly delta: number | null;
}

export interface BacktestJob extends RetrainJob {
  readonly askedMs: number;
}

/** Readings as columns, one place per point; `NaN` where there is none yet. */
export interface BacktestReadings {
  readonly statistic: Float64Array;
  readonly threshold: Float64Array;
  readonly delta: Float64Array;
  /** Position in `levels`. */
  readonly level: Uint8Array;
}

export interface Backtest {
  readonly readings: BacktestReadings;
  readonly incidents: readonly BacktestIncident[];
  readonly jobs: readonly BacktestJob[];
}

const series = { modelId: 'backtest', metric: 'value' };
const levelNumber = new Map(levels.map((level, index) => [level, index]));

/**
 * What a detector would have said, and asked for, if it had watched these points: the live observer itself,
 * shown the past. Late points are seen in the order of their times, which live methods never do.
 *
 * @param points times ascending, values finite.
 * @returns readings, incidents and jobs; the ids of jobs are `backtest-1` and so on. Memory: 25 bytes per
 *   point beside the points.
 * @throws INVALID_INPUT for an unknown method, params out of range, or points out of order.
 */
export function backtest(
  methodId: string,
  params: unknown,
  policy: BacktestPolicy,
  points: SeriesPoints,
): Backtest {
  return doAtOnce(backtesting(methodId, params, policy, points));
}

/**
 * `backtest` with a pause whenever some milliseconds of work are done, for a process that also serves
 * requests.
 */
export function backtestInSlices(
  methodId: string,
  params: unknown,
  policy: BacktestPolicy,
  points: SeriesPoints,
): Promise<Backtest> {
  return doInSlices(backtesting(methodId, params, policy, points));
}

function* backtesting(
  methodId: string,
  params: unknown,
  { jobOpenForMs = null, direction, timeZone, rules }: BacktestPolicy,
  points: SeriesPoints,
): Work<Backtest> {
  const behaviour = createBehaviour(methodId, params, direction, timeZone, rules);
  checkPoints(points, 'a backtest', 0);
  const { tsMs, values } = points;
  const readings = createReadings(values.length);
  const incidents: BacktestIncident[] = [];
  const jobs: BacktestJob[] = [];
  let at = 0;

  const note = ({ event, reading, transition, strategy }: Observation) => {
    noteReading(readings, at, reading);
    if (transition === 'none') return;
    if (transition === 'opened') {
      const { statistic, threshold, delta } = reading;
      const onsetMs = strategy.onsetMs();
      incidents.push({
        openedMs: event.ts,
        openedAt: at,
        onsetMs,
        resolvedMs: null,
        resolution: null,
        escalatedMs: [],
        statistic,
        threshold,
        delta,
      });
      return;
    }
    const open = incidents.pop();
    if (open === undefined) return;
    if (transition === 'escalated') incidents.push({ ...open, escalatedMs: [...open.escalatedMs, event.ts] });
    else incidents.push({ ...open, resolvedMs: event.ts, resolution: strategy.end });
  };
  const observer = new DetectorObserver({
    metric: series.metric,
    behaviour,
    queue: { enqueue: (job) => admit(jobs, job, tsMs[at] as number, jobOpenForMs) },
    onReading: note,
    newJobId: () => `backtest-${jobs.length + 1}`,
  });
  const { modelId, metric } = series;
  const size = Math.max(1, Math.floor(sliceOperations / behaviour.updateCost));
  while (at < values.length) {
    const until = Math.min(at + size, values.length);
    yield (until - at) * behaviour.updateCost;
    for (; at < until; at += 1) {
      // Written out: spreading an object costs more than all the rest of a point.
      void observer.onEvent({ modelId, metric, ts: tsMs[at] as number, value: values[at] as number });
    }
  }
  return { readings, incidents, jobs };
}

function createReadings(count: number): BacktestReadings {
  return {
    statistic: new Float64Array(count).fill(Number.NaN),
    threshold: new Float64Array(count).fill(Number.NaN),
    delta: new Float64Array(count).fill(Number.NaN),
    level: new Uint8Array(count),
  };
}

function noteReading(
  readings: BacktestReadings,
  at: number,
  { statistic, threshold, delta, level }: Reading,
): void {
  readings.level[at] = levelNumber.get(level) ?? 0;
  if (statistic !== null) readings.statistic[at] = statistic;
  if (threshold !== null) readings.threshold[at] = threshold;
  if (delta !== null) readings.delta[at] = delta;
}

/** One open job per model: a drift while one is open is another reason of it. */
function admit(jobs: BacktestJob[], job: RetrainJob, nowMs: number, jobOpenForMs: number | null): void {
  const open = jobs.at(-1);
  if (open === undefined || (jobOpenForMs !== null && nowMs - open.askedMs >= jobOpenForMs)) {
    jobs.push({ ...job, askedMs: nowMs });
    return;
  }
  jobs[jobs.length - 1] = { ...open, reasons: [...open.reasons, ...job.reasons] };
}
