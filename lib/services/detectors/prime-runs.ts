import { type PackedReadings, packReading } from '../../db/packed-readings';
import type { WatchingDetector } from '../../db/sql/detectors';
import type { SeriesRow } from '../../db/sql/ensure-series';
import { latestPoints, type PointRow } from '../../db/sql/latest-points';
import { insertReadings } from '../../db/sql/reading-chunks';
import { adoptedRuns, resetRuns } from '../../db/sql/runs';
import type { SqlRunner } from '../../db/sql-runner';
import {
  type DetectorBehaviour,
  DetectorStrategy,
  doInSlices,
  showPoints,
  type Work,
} from '../../monitoring/index';
import { counts } from '../../telemetry/counts';
import { groupBy } from '../group-by';
import { openPrimedIncidents, type PrimedOpening } from '../incidents/open-primed-incidents';
import { behaviourOf } from './behaviour-of';
import { loadCost } from './restore-strategy';

/** How many of the last points of a series a new run is primed on. */
export const maxPrimingPoints = 10_000;
/** How many points and runs are in memory at once; more are primed in parts. */
const maxPartPoints = 20_000;
const maxPartRuns = 2000;
/** What it costs to read a point of the history, in elementary operations. */
const readCost = 500;

/** What a run needs of its detector. */
export type DetectorToPrime = Omit<WatchingDetector, 'modelPattern' | 'metricPattern'>;

/** A run to be. */
export interface RunToPrime {
  detector: DetectorToPrime;
  series: SeriesRow;
}

/** A run that has been shown the history, with what it said about it. */
export interface PrimedRun {
  behaviour: DetectorBehaviour;
  strategy: DetectorStrategy;
  readings: PackedReadings;
  /** Where the drift began that lasts at the end of what it was shown. */
  opening: PrimedOpening | null;
}

/** Elementary operations that it takes to prime a run on the history of its series. */
export function primingCost({ detector, series }: RunToPrime): number {
  const points = Math.min(series.pointCount, maxPrimingPoints);
  return points === 0 ? 0 : points * (readCost + behaviourOf(detector, series).updateCost);
}

function inParts(wanted: RunToPrime[]): RunToPrime[][] {
  const parts: RunToPrime[][] = [];
  let points = 0;
  for (const one of wanted) {
    const own = Math.min(one.series.pointCount, maxPrimingPoints);
    const part = parts.at(-1);
    points += own;
    if (part && points <= maxPartPoints && part.length < maxPartRuns) {
      part.push(one);
      continue;
    }
    parts.push([one]);
    points = own;
  }
  return parts;
}

export function countPriming(runs: number, elapsedMs: number) {
  const own = counts();
  own.primedRuns += runs;
  own.primingSeconds += elapsedMs / 1000;
}

/** A run that has seen nothing yet. */
export function createRun({ detector, series }: RunToPrime): PrimedRun {
  const behaviour = behaviourOf(detector, series);
  return { behaviour, strategy: new DetectorStrategy(behaviour), readings: [], opening: null };
}

/** Shows a run points of the past: it is as it would be had it watched them, so that a drift may be under way at their end. */
export function* showHistory(run: PrimedRun, points: readonly Pick<PointRow, 'ts' | 'value'>[]): Work<void> {
  const { behaviour, strategy, readings } = run;
  yield* showPoints(points, behaviour.updateCost, ({ ts, value }) => {
    const tsMs = ts.getTime();
    const reading = strategy.update(value, tsMs);
    packReading(readings, tsMs, reading);
    if (strategy.transition === 'opened')
      run.opening = { tsMs, value, reading, windows: strategy.windows(), onsetMs: strategy.onsetMs() };
    else if (strategy.transition === 'resolved') run.opening = null;
  });
}

/** The runs as they are after their points. */
function* priming(wanted: RunToPrime[], pointsOf: (run: RunToPrime) => PointRow[]): Work<PrimedRun[]> {
  const primed: PrimedRun[] = [];
  for (const one of wanted) {
    const run = createRun(one);
    yield* showHistory(run, pointsOf(one));
    primed.push(run);
    yield loadCost;
  }
  return primed;
}

/**
 * Stores primed runs, with what they said and without what they said at an older revision, and incidents of those in drift;
 * returns their ids, in order.
 */
export async function storePrimedRuns(
  sql: SqlRunner,
  wanted: RunToPrime[],
  primed: PrimedRun[],
): Promise<number[]> {
  const ids = await resetRuns(
    sql,
    primed.map(({ strategy }, at) => {
      const { detector, series } = wanted[at] as RunToPrime;
      return {
        detectorId: detector.id,
        seriesId: series.id,
        revision: detector.revision,
        level: strategy.level,
        state: JSON.stringify(strategy.peek()),
        stateMs: strategy.lastTsMs,
      };
    }),
  );
  await Promise.all(primed.flatMap(({ readings }, at) => insertReadings(sql, ids[at] as number, readings)));
  const drifts = primed.flatMap(({ behaviour, opening }, at) =>
    opening === null ? [] : [{ ...(wanted[at] as RunToPrime), behaviour, opening }],
  );
  await openPrimedIncidents(sql, drifts, new Date());
  return ids;
}

async function primePart(sql: SqlRunner, wanted: RunToPrime[]): Promise<(PrimedRun & { id: number })[]> {
  const withHistory = new Set(wanted.flatMap(({ series }) => (series.pointCount > 0 ? [series.id] : [])));
  const history = withHistory.size > 0 ? await latestPoints(sql, [...withHistory], maxPrimingPoints) : [];
  const pointsOf = groupBy(history, (point) => point.seriesId);
  const adopted = history.length > 0 ? await adoptedRuns(sql, [...withHistory]) : [];
  const adoptedFrom = new Map(adopted.map((one) => [`${one.detectorId} ${one.seriesId}`, one.adoptedFrom]));
  const startedMs = performance.now();
  const primed = await doInSlices(
    priming(wanted, ({ detector, series }) => {
      const points = pointsOf.get(series.id) ?? [];
      const from = adoptedFrom.get(`${detector.id} ${series.id}`);
      // What was before the level that was adopted is no reference any more.
      return from === undefined ? points : points.filter(({ ts }) => ts >= from);
    }),
  );
  countPriming(wanted.length, performance.now() - startedMs);
  const ids = await storePrimedRuns(sql, wanted, primed);
  return primed.map((run, at) => ({ ...run, id: ids[at] as number }));
}

/**
 * Starts the runs of detectors on locked series: shows them the stored history, with readings, so that they are not blind
 * for a whole warm-up; what is in drift at its end becomes an incident that asks for no job. For what is cheap (see `primingCost`): the lock is held meanwhile. The readings are stored.
 *
 * @returns the runs, in the order asked
 */
export async function primeRuns(
  sql: SqlRunner,
  wanted: RunToPrime[],
): Promise<(PrimedRun & { id: number })[]> {
  const primed: (PrimedRun & { id: number })[] = [];
  for (const part of inParts(wanted)) primed.push(...(await primePart(sql, part)));
  return primed;
}
