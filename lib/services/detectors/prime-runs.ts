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
import { behaviourOf } from './behaviour-of';
import { loadCost } from './restore-strategy';

/** Number of newest points of a series on which a new run is primed. */
export const maxPrimingPoints = 10_000;
/** Maximum number of points and runs in memory; more are primed in parts. */
const maxPartPoints = 20_000;
const maxPartRuns = 2000;

/** A run to create: what it needs of its detector, and its locked series. */
export interface RunToPrime {
  detector: Omit<WatchingDetector, 'modelPattern' | 'metricPattern'>;
  series: SeriesRow;
}

export interface PrimedRun {
  id: number;
  behaviour: DetectorBehaviour;
  strategy: DetectorStrategy;
}

interface Primed {
  behaviour: DetectorBehaviour;
  strategy: DetectorStrategy;
  readings: PackedReadings;
  state: string;
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

function countPriming(runs: number, elapsedMs: number) {
  const own = counts();
  own.primedRuns += runs;
  own.primingSeconds += elapsedMs / 1000;
}

/** Yields the runs after their points, with their readings and their states as text. */
function* priming(wanted: RunToPrime[], pointsOf: (run: RunToPrime) => PointRow[]): Work<Primed[]> {
  const primed: Primed[] = [];
  for (const one of wanted) {
    const behaviour = behaviourOf(one.detector, one.series);
    const strategy = new DetectorStrategy(behaviour);
    const readings: PackedReadings = [];
    yield* showPoints(pointsOf(one), behaviour.updateCost, ({ ts, value }) => {
      packReading(readings, ts.getTime(), strategy.judge(value, ts.getTime()));
    });
    primed.push({ behaviour, strategy, readings, state: JSON.stringify(strategy.peek()) });
    yield loadCost;
  }
  return primed;
}

async function primePart(sql: SqlRunner, wanted: RunToPrime[]): Promise<PrimedRun[]> {
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
  const ids = await resetRuns(
    sql,
    wanted.map(({ detector, series }, at) => {
      const { strategy, state } = primed[at] as (typeof primed)[number];
      const { level, lastTsMs: stateMs } = strategy;
      return {
        detectorId: detector.id,
        seriesId: series.id,
        revision: detector.revision,
        level,
        state,
        stateMs,
      };
    }),
  );
  await Promise.all(primed.flatMap(({ readings }, at) => insertReadings(sql, ids[at] as number, readings)));
  return primed.map(({ behaviour, strategy }, at) => ({ id: ids[at] as number, behaviour, strategy }));
}

/**
 * Creates the runs of detectors on locked series and shows them the stored history, with readings but without
 * incidents, so that they need no warm-up. Returns them in the given order.
 */
export async function primeRuns(sql: SqlRunner, wanted: RunToPrime[]): Promise<PrimedRun[]> {
  const primed: PrimedRun[] = [];
  for (const part of inParts(wanted)) primed.push(...(await primePart(sql, part)));
  return primed;
}
