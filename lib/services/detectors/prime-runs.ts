import { packReading } from '../../db/packed-readings';
import type { WatchingDetector } from '../../db/sql/detectors';
import type { SeriesRow } from '../../db/sql/ensure-series';
import { latestPoints, type PointRow } from '../../db/sql/latest-points';
import { insertReadings } from '../../db/sql/reading-chunks';
import { adoptedRuns, resetRuns } from '../../db/sql/runs';
import type { SqlRunner } from '../../db/sql-runner';
import { DetectorStrategy, doInSlices, showPoints, type Work } from '../../monitoring/index';
import { counts } from '../../telemetry/counts';
import { groupBy } from '../group-by';
import { openPrimedIncidents, type PrimedOpening } from '../incidents/open-primed-incidents';
import { behaviourOf } from './behaviour-of';
import { loadCost, type ReplayedRun } from './restore-strategy';

/** Number of newest points of a series on which a new run is primed. */
export const maxPrimingPoints = 10_000;
/** Maximum number of points and runs in memory; more are primed in parts. */
const maxPartPoints = 20_000;
const maxPartRuns = 2000;
/** Cost of reading a point of the history, in elementary operations. */
const readCost = 500;

/** A detector and a series that it watches, which together define a run. */
export interface Watching {
  detector: WatchingDetector;
  series: SeriesRow;
}

/** A run that has seen the history. */
export interface PrimedRun extends ReplayedRun {
  /** Start of the drift that lasts at the end of the history. */
  opening: PrimedOpening | null;
}

/** Returns the cost of priming a run on the history of its series, in elementary operations. */
export function primingCost({ detector, series }: Watching): number {
  const points = Math.min(series.pointCount, maxPrimingPoints);
  return points === 0 ? 0 : points * (readCost + behaviourOf(detector, series).updateCost);
}

function inParts(wanted: Watching[]): Watching[][] {
  const parts: Watching[][] = [];
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

/** Creates a run that has seen nothing yet. */
export function createRun({ detector, series }: Watching): PrimedRun {
  const behaviour = behaviourOf(detector, series);
  return { strategy: new DetectorStrategy(behaviour), readings: [], opening: null };
}

/** Shows past points to a run, as if it had watched them, so that a drift may be in progress at their end. */
export function* showHistory(run: PrimedRun, points: readonly Pick<PointRow, 'ts' | 'value'>[]): Work<void> {
  const { strategy, readings } = run;
  yield* showPoints(points, strategy.behaviour.updateCost, ({ ts, value }) => {
    const tsMs = ts.getTime();
    const reading = strategy.update(value, tsMs);
    packReading(readings, tsMs, reading);
    if (strategy.transition === 'opened')
      run.opening = { tsMs, value, reading, windows: strategy.windows(), onsetMs: strategy.onsetMs() };
    else if (strategy.transition === 'resolved') run.opening = null;
  });
}

/** Returns the runs after their points. */
function* priming(wanted: Watching[], pointsOf: (run: Watching) => PointRow[]): Work<PrimedRun[]> {
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
 * Stores primed runs with their readings, which replace those of an older revision, and incidents of those in
 * drift; returns their ids in order.
 */
export async function storePrimedRuns(
  sql: SqlRunner,
  wanted: Watching[],
  primed: PrimedRun[],
): Promise<number[]> {
  const ids = await resetRuns(
    sql,
    primed.map(({ strategy }, at) => {
      const { detector, series } = wanted[at] as Watching;
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
  const drifts = primed.flatMap(({ strategy, opening }, at) =>
    opening === null ? [] : [{ ...(wanted[at] as Watching), behaviour: strategy.behaviour, opening }],
  );
  await openPrimedIncidents(sql, drifts, new Date());
  return ids;
}

async function primePart(sql: SqlRunner, wanted: Watching[]): Promise<(PrimedRun & { id: number })[]> {
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
      // Points before an adopted level are no longer part of the reference.
      return from === undefined ? points : points.filter(({ ts }) => ts >= from);
    }),
  );
  countPriming(wanted.length, performance.now() - startedMs);
  const ids = await storePrimedRuns(sql, wanted, primed);
  return primed.map((run, at) => ({ ...run, id: ids[at] as number }));
}

/**
 * Creates the runs of detectors on locked series and shows them the stored history, with readings, so that
 * they need no warm-up. A drift at its end becomes an incident that requests no job. Stores the readings.
 * Only for cheap runs (see `primingCost`), because the lock is held.
 *
 * @returns the runs in the given order
 */
export async function primeRuns(sql: SqlRunner, wanted: Watching[]): Promise<(PrimedRun & { id: number })[]> {
  const primed: (PrimedRun & { id: number })[] = [];
  for (const part of inParts(wanted)) primed.push(...(await primePart(sql, part)));
  return primed;
}
