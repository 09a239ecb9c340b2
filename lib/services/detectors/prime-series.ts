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
  primeRuns,
  primingCost,
  showHistory,
  storePrimedRuns,
  type Watching,
} from './prime-runs';
import type { ReplayedRun } from './restore-strategy';

/** Elementary operations that may be done on the points of others while the lock of a series is held: a hundredth of a second. */
export const lockedOperations = 5 * sliceOperations;
/** How many costly runs are primed together: their readings are in memory, and are stored under the lock. */
const runsAtOnce = 4;
/** So often what was prepared is brought up to now without the lock; then the rest is done under it, however much that is. */
const maxAttempts = 6;

/** Costly runs of a series on their way. */
interface Preparation {
  series: SeriesRow;
  runs: (Watching & { primed: ReplayedRun; adoptedFrom: Date | null })[];
  /** Says whether points have been deleted since; see `deletionMark`. */
  mark: string;
  /** Time of the newest point that the runs have been shown. */
  seenMs: number | null;
}

/** Which of these are chosen while their costs fit in one budget, in order; and the others. */
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

/** Those of some detectors, as they are now, that have no run of their revision on a locked series. */
async function missingRuns(sql: SqlRunner, series: SeriesRow, detectors: WatchingDetector[]) {
  const ids = detectors.map(({ id }) => id);
  const present = await enabledRevisions(sql, ids);
  const stored = await runRevisions(sql, series.id, ids);
  return detectors.filter(({ id, revision }) => present.get(id) === revision && stored.get(id) !== revision);
}

/** Primes what is cheap under the lock, and returns what is not. */
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
  // Also when the transaction under way is undone: what the runs have seen stays seen.
  preparation.seenMs = points.at(-1)?.ts.getTime() ?? preparation.seenMs;
  await doInSlices(showing(preparation, points), pause);
  countPriming(0, performance.now() - startedMs);
}

/** Since when the points are the reference of the runs of a series, by detector. */
async function adoptions(sql: SqlRunner, seriesId: number): Promise<Map<string, Date>> {
  const rows = await adoptedRuns(sql, [seriesId]);
  return new Map(rows.map(({ detectorId, adoptedFrom }) => [detectorId, adoptedFrom]));
}

/** What is missing under the lock: points that are too many to be shown there; null if all is done or has become needless. */
type Rest = { points: PointRow[] } | 'changed' | null;

/** Shows the runs what has come since, and stores them. */
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

/** Primes some costly runs; `changed` if what they were shown is no longer the history of the series. */
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
 * Primes those runs of some detectors on a series that are missing or of an older revision, on the history that is stored. What is
 * costly is prepared without a lock, so that no post waits for it: the points are read, judged in slices, and under the lock the runs
 * are shown what has come since and stored. Points that come meanwhile count as history for them, as for a run that is learning.
 * Begins anew when points are deleted or an incident is adopted meanwhile. Does nothing without the series.
 *
 * @param signal ends the work at the next slice, with the reason as the error; what is not stored is primed another time
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
