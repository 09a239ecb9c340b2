import type { WatchingDetector } from '../../db/sql/detectors';
import type { SeriesRow } from '../../db/sql/ensure-series';
import type { PointRow } from '../../db/sql/latest-points';
import { type StoredRun, storedRuns } from '../../db/sql/runs';
import type { SqlRunner } from '../../db/sql-runner';
import { doInSlices, type Work } from '../../monitoring/index';
import type { PatternIndex } from '../../policy/pattern-index';
import { behaviourOf } from '../../services/detectors/behaviour-of';
import { pointsSince } from '../../services/detectors/points-since';
import { primeRuns, type Watching } from '../../services/detectors/prime-runs';
import { splitByCost } from '../../services/detectors/prime-series';
import { loadCost, pointsAfter, restoringStrategy } from '../../services/detectors/restore-strategy';
import { groupBy } from '../../services/group-by';
import { type LiveRun, type LiveSeries, openLiveSeries } from '../live-series';
import type { LiveSeriesCache } from '../live-series-cache';
import type { KnownDetectors } from '../pipeline-memory';

/**
 * A state that was rebuilt from as many points is stored: a series that does not stay in memory will need it
 * again.
 */
const longReplay = 64;

/** How many series are read at a time: each may have a thousand points and more to be replayed. */
const partSeries = 500;

/** A stored run as it is now; `null` when a newer version of the method cannot go on with it. */
function* rebuilding(
  detector: WatchingDetector,
  series: SeriesRow,
  stored: StoredRun,
  evaluated: PointRow[],
  nowMs: number,
): Work<LiveRun | null> {
  const behaviour = behaviourOf(detector, series);
  const points = pointsAfter(evaluated, stored.checkpointTs);
  yield loadCost;
  const restored = yield* restoringStrategy(behaviour, JSON.parse(stored.state), points);
  if (restored === null) return null;
  const { strategy } = restored;
  // A state from before episodes were part of it: what it begins with now has to be kept.
  const isOlder = strategy.inEpisode !== stored.hasOpenIncident;
  strategy.setInEpisode(stored.hasOpenIncident);
  return {
    id: stored.id,
    detector,
    ...restored,
    episodes: [],
    storedLevel: strategy.level,
    tookLong: points.length >= longReplay || isOlder,
    checkpointMs: nowMs,
  };
}

/**
 * Every detector with every series that it watches, and the run as far as it can go on from what is stored.
 */
function* rebuildingRuns(
  watching: Watching[],
  usable: StoredRun[],
  pointsOf: Map<number, PointRow[]>,
  nowMs: number,
): Work<(Watching & { rebuilt: LiveRun | null })[]> {
  const keyOf = (detectorId: string, seriesId: number) => `${detectorId} ${seriesId}`;
  const stored = new Map(usable.map((one) => [keyOf(one.detectorId, one.seriesId), one]));
  const runs = [];
  for (const { series, detector } of watching) {
    const own = stored.get(keyOf(detector.id, series.id));
    const points = pointsOf.get(series.id) ?? [];
    const rebuilt = own ? yield* rebuilding(detector, series, own, points, nowMs) : null;
    runs.push({ series, detector, rebuilt });
  }
  return runs;
}

/** What watches a series: its runs, and the detectors whose runs are too costly to be primed with a flush. */
interface WatchingRuns {
  runs: LiveRun[];
  unprimed: WatchingDetector[];
}

/**
 * The runs of series that are not in memory as they are now. Those missing or of an older revision are
 * primed, as far as that is cheap: the locks are held meanwhile.
 */
async function loadRuns(
  sql: SqlRunner,
  rows: SeriesRow[],
  index: PatternIndex<WatchingDetector>,
  nowMs: number,
): Promise<Map<number, WatchingRuns>> {
  const watching = rows.flatMap((series) =>
    index.matching(series.modelId, series.metric).map((detector): Watching => ({ series, detector })),
  );
  if (watching.length === 0) return new Map();
  const stored = await storedRuns(
    sql,
    rows.map((row) => row.id),
  );
  const revisions = new Map(watching.map(({ detector }) => [detector.id, detector.revision]));
  const usable = stored.filter(({ detectorId, revision }) => revisions.get(detectorId) === revision);
  const since = await pointsSince(
    sql,
    usable.map(({ seriesId, checkpointTs }) => ({ seriesId, seenMs: checkpointTs?.getTime() ?? null })),
  );
  const wanted = await doInSlices(rebuildingRuns(watching, usable, since, nowMs));
  const { cheap, costly } = splitByCost(wanted.filter(({ rebuilt }) => rebuilt === null));
  const primed = await primeRuns(sql, cheap);
  // An incident of an earlier revision may still be open; its end is for the new run to tell.
  const inEpisode = new Set(stored.flatMap(({ id, hasOpenIncident }) => (hasOpenIncident ? [id] : [])));
  const anew = new Map(
    cheap.map((one, at) => {
      const { id, strategy } = primed[at] as (typeof primed)[number];
      if (inEpisode.has(id)) strategy.setInEpisode(true);
      const run: LiveRun = {
        id,
        strategy,
        episodes: [],
        detector: one.detector,
        storedLevel: strategy.level,
        tookLong: strategy.inEpisode,
        readings: [],
        checkpointMs: nowMs,
      };
      return [one, run];
    }),
  );
  const left = new Set(costly);
  return new Map(
    [...groupBy(wanted, ({ series }) => series.id)].map(([id, own]) => [
      id,
      {
        runs: own.flatMap((one) => one.rebuilt ?? anew.get(one) ?? []),
        unprimed: own.flatMap((one) => (left.has(one) ? [one.detector] : [])),
      },
    ]),
  );
}

/** Whether the detectors that watch a live series are those that it has, each as it was. */
function isWatchedAsBefore(
  { row, runs, unprimed }: LiveSeries,
  index: PatternIndex<WatchingDetector>,
): boolean {
  const before = [...runs.map(({ detector }) => detector), ...unprimed];
  const now = index.matching(row.modelId, row.metric);
  if (now.length !== before.length) return false;
  const known = new Map(before.map((detector) => [detector.id, JSON.stringify(detector)]));
  return now.every((detector) => known.get(detector.id) === JSON.stringify(detector));
}

/**
 * Second stage of a flush, where memory was not trusted: the live series of locked rows, out of memory where
 * they are current there, else from the database.
 *
 * @returns the series by id, and whether somebody else has written one of them since it was last in memory
 */
export async function restoreSeries(
  sql: SqlRunner,
  rows: SeriesRow[],
  detectors: KnownDetectors,
  cache: LiveSeriesCache,
  nowMs: number,
): Promise<{ live: Map<number, LiveSeries>; hasMoved: boolean }> {
  const result = new Map<number, LiveSeries>();
  let hasMoved = false;
  const { version, index } = detectors;
  const stale: SeriesRow[] = [];
  for (const row of rows) {
    const live = cache.remove(row.id);
    if (live && live.unprimed.length === 0 && live.row.version !== row.version) hasMoved = true;
    // Nobody has moved the states of its runs since; and another detector than its own may have changed.
    if (live?.row.version === row.version && (live.detectors === version || isWatchedAsBefore(live, index))) {
      live.detectors = version;
      result.set(row.id, live);
    } else stale.push(row);
  }
  for (let at = 0; at < stale.length; at += partSeries) {
    const part = stale.slice(at, at + partSeries);
    const runsOf = await loadRuns(sql, part, index, nowMs);
    for (const row of part) {
      const { runs, unprimed } = runsOf.get(row.id) ?? { runs: [], unprimed: [] };
      result.set(row.id, openLiveSeries(row, version, runs, unprimed));
    }
  }
  return { live: result, hasMoved };
}
