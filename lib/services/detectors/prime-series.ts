import type { IngestDatabase } from '../../db/ingest-database';
import { lockDetectorsForReading } from '../../db/locks';
import { enabledDetectors, enabledRevisions, type WatchingDetector } from '../../db/sql/detectors';
import { lockSeries, moveVersions, type SeriesRow } from '../../db/sql/ensure-series';
import { evaluatedSince, latestPoints, type PointRow } from '../../db/sql/latest-points';
import { deletionMark } from '../../db/sql/point-deletions';
import { adoptedRuns, runRevisions } from '../../db/sql/runs';
import type { SqlRunner } from '../../db/sql-runner';
import { doInSlices, nextSlice, sliceOperations, type Work } from '../../monitoring/index';
import { watches } from '../../policy/watches';
import {
  countPriming,
  createRun,
  maxPrimingPoints,
  type PrimedRun,
  primeRuns,
  primingCost,
  showHistory,
  storePrimedRuns,
  type Watching,
} from './prime-runs';

/**
 * Elementary operations that may be done on points of other runs while the lock of a series is held: a
 * hundredth of a second.
 */
export const lockedOperations = 5 * sliceOperations;
/** Number of costly runs primed together: their readings are in memory, and are stored under the lock. */
const runsAtOnce = 4;
/**
 * Number of times that prepared runs are brought up to now without the lock; then the rest is done under it,
 * however much that is.
 */
const maxAttempts = 6;

/** Costly runs of a series that are being primed. */
interface Preparation {
  series: SeriesRow;
  runs: (Watching & { primed: PrimedRun; adoptedFrom: Date | null })[];
  /** Shows whether points have been deleted since; see `deletionMark`. */
  mark: string;
  /** Time of the newest point that the runs have seen. */
  seenMs: number | null;
}

/** Splits runs, in order, into those whose costs fit into one budget and the others. */
export function splitByCost<Run extends Watching>(wanted: Run[]): { cheap: Run[]; costly: Run[] } {
  const cheap: Run[] = [];
  const costly: Run[] = [];
  let operations = 0;
  for (const one of wanted) {
    const own = primingCost(one);
    if (operations + own > lockedOperations) costly.push(one);
    else {
      operations += own;
      cheap.push(one);
    }
  }
  return { cheap, costly };
}

/** Returns those detectors, in their current revision, that have no run of it on a locked series. */
async function missingRuns(sql: SqlRunner, series: SeriesRow, detectors: WatchingDetector[]) {
  const ids = detectors.map(({ id }) => id);
  const present = await enabledRevisions(sql, ids);
  const stored = await runRevisions(sql, series.id, ids);
  return detectors.filter(({ id, revision }) => present.get(id) === revision && stored.get(id) !== revision);
}

/** Primes cheap runs under the lock, and returns the others. */
async function primeCheap(
  sql: SqlRunner,
  seriesId: number,
  detectors: WatchingDetector[],
): Promise<{ series: SeriesRow; costly: Watching[]; mark: string } | null> {
  await lockDetectorsForReading(sql);
  const [series] = await lockSeries(sql, [seriesId]);
  if (!series) return null;
  const missing = await missingRuns(sql, series, detectors);
  const { cheap, costly } = splitByCost(missing.map((detector) => ({ detector, series })));
  if (cheap.length > 0) {
    await primeRuns(sql, cheap);
    await moveVersions(sql, [seriesId]);
  }
  return { series, costly, mark: costly.length > 0 ? await deletionMark(sql, seriesId) : '' };
}

const isFrom = (from: Date | null) => (point: PointRow) => from === null || point.ts >= from;

/** Shows points to all runs of a preparation. */
function* showing(preparation: Preparation, points: PointRow[]): Work<void> {
  for (const { primed, adoptedFrom } of preparation.runs) {
    yield* showHistory(primed, points.filter(isFrom(adoptedFrom)));
  }
}

async function show(preparation: Preparation, points: PointRow[], pause: () => Promise<void>): Promise<void> {
  const startedMs = performance.now();
  // Also if the current transaction is rolled back: the runs have seen these points.
  preparation.seenMs = points.at(-1)?.ts.getTime() ?? preparation.seenMs;
  await doInSlices(showing(preparation, points), pause);
  countPriming(0, performance.now() - startedMs);
}

/** Returns the start of the adopted reference of the runs of a series, by detector. */
async function adoptions(sql: SqlRunner, seriesId: number): Promise<Map<string, Date>> {
  const rows = await adoptedRuns(sql, [seriesId]);
  return new Map(rows.map(({ detectorId, adoptedFrom }) => [detectorId, adoptedFrom]));
}

/**
 * Work that is left under the lock: points that are too many to show there; null if everything is done or no
 * longer necessary.
 */
type Rest = { points: PointRow[] } | 'changed' | null;

/** Shows the runs the points since then, and stores them. */
async function store(
  sql: SqlRunner,
  preparation: Preparation,
  { isLast, pause }: { isLast: boolean; pause: () => Promise<void> },
): Promise<Rest> {
  const { series: before, mark } = preparation;
  await lockDetectorsForReading(sql);
  const [series] = await lockSeries(sql, [before.id]);
  if (!series) return null;
  const missing = new Set(
    await missingRuns(
      sql,
      series,
      preparation.runs.map(({ detector }) => detector),
    ),
  );
  preparation.runs = preparation.runs.filter(({ detector }) => missing.has(detector));
  if (preparation.runs.length === 0) return null;
  const adopted = await adoptions(sql, series.id);
  const isSame =
    series.direction === before.direction &&
    series.timeZone === before.timeZone &&
    (await deletionMark(sql, series.id)) === mark &&
    preparation.runs.every(
      ({ detector, adoptedFrom }) => adopted.get(detector.id)?.getTime() === adoptedFrom?.getTime(),
    );
  if (!isSame) return 'changed';
  const points = await evaluatedSince(sql, [series.id], [preparation.seenMs]);
  const cost = preparation.runs.reduce((sum, { primed }) => sum + primed.strategy.behaviour.updateCost, 0);
  if (points.length * cost > lockedOperations && !isLast) return { points };
  await show(preparation, points, pause);
  await storePrimedRuns(
    sql,
    preparation.runs,
    preparation.runs.map(({ primed }) => primed),
  );
  await moveVersions(sql, [series.id]);
  return null;
}

/**
 * Primes some costly runs; returns `changed` if what they have seen is no longer the history of the series.
 */
async function primeCostly(
  database: IngestDatabase,
  { series, costly, mark }: { series: SeriesRow; costly: Watching[]; mark: string },
  pause: () => Promise<void>,
): Promise<'changed' | null> {
  const { adopted, history } = await database.inTransaction(async (sql) => ({
    adopted: await adoptions(sql, series.id),
    history: await latestPoints(sql, [series.id], maxPrimingPoints),
  }));
  const preparation: Preparation = {
    series,
    mark,
    seenMs: null,
    runs: costly.map((one) => ({
      ...one,
      primed: createRun(one),
      adoptedFrom: adopted.get(one.detector.id) ?? null,
    })),
  };
  await show(preparation, history, pause);
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === maxAttempts;
    const rest = await database.inTransaction((sql) => store(sql, preparation, { isLast, pause }));
    if (rest === 'changed') return rest;
    if (rest === null) {
      countPriming(preparation.runs.length, 0);
      return null;
    }
    await show(preparation, rest.points, pause);
  }
}

/**
 * Primes the runs of some detectors on a series that are missing or outdated on the stored history. Costly
 * runs are prepared without a lock, so that no post waits for them: the points are read and judged in slices,
 * and under the lock the runs only see the later points and are stored. Points that arrive in the meantime
 * count as history for them, as for a run that is learning. Starts over if points are deleted or an incident
 * is adopted in the meantime. Does nothing if the series does not exist.
 *
 * @param signal ends the work at the next slice, with its reason as the error; what is not stored is primed
 *   another time
 */
export async function primeDetectorsOn(
  database: IngestDatabase,
  seriesId: number,
  detectors: WatchingDetector[],
  signal?: AbortSignal,
): Promise<void> {
  const pause = async () => {
    await nextSlice();
    signal?.throwIfAborted();
  };
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    let changed = false;
    const begun = await database.inTransaction((sql) => primeCheap(sql, seriesId, detectors));
    if (begun === null) return;
    for (let at = 0; at < begun.costly.length && !changed; at += runsAtOnce) {
      signal?.throwIfAborted();
      const costly = begun.costly.slice(at, at + runsAtOnce);
      changed = (await primeCostly(database, { ...begun, costly }, pause)) === 'changed';
    }
    if (!changed) return;
  }
}

/** The same for all enabled detectors that watch the series. */
export async function primeSeries(database: IngestDatabase, seriesId: number): Promise<void> {
  const detectors = await database.inTransaction(async (sql) => {
    const [series] = await lockSeries(sql, [seriesId]);
    if (!series) return [];
    return (await enabledDetectors(sql)).filter((detector) => watches(detector, series));
  });
  if (detectors.length > 0) await primeDetectorsOn(database, seriesId, detectors);
}
