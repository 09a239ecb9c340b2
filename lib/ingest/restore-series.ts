import { fingerprintOf, type WatchingDetector } from '../db/sql/detectors';
import type { SeriesRow } from '../db/sql/ensure-series';
import { evaluatedSince, type PointRow } from '../db/sql/latest-points';
import { type StoredRun, storedRuns } from '../db/sql/runs';
import type { SqlRunner } from '../db/sql-runner';
import { matchesPattern } from '../policy/matches-pattern';
import { behaviourOf } from '../services/detectors/behaviour-of';
import { type PrimedRun, primeRuns } from '../services/detectors/prime-runs';
import { pointsAfter, restoreStrategy } from '../services/detectors/restore-strategy';
import { groupBy } from '../services/group-by';
import { type LiveSeries, openLiveSeries, type RestoredRun } from './live-series';
import type { LiveSeriesCache } from './live-series-cache';

/** A state that was rebuilt from as many points is stored: a series that does not stay in memory will need it again. */
const longReplay = 64;

/** How many series are read at a time: each may have a thousand points and more to be replayed. */
const partSeries = 500;

/** A stored run as it is now; `null` when a newer version of the method cannot go on with it. */
function rebuild(
  detector: WatchingDetector,
  series: SeriesRow,
  stored: StoredRun,
  evaluated: PointRow[],
  nowMs: number,
): RestoredRun | null {
  const behaviour = behaviourOf(detector, series);
  const points = pointsAfter(evaluated, stored.stateTs);
  const restored = restoreStrategy(behaviour, JSON.parse(stored.state), points);
  if (restored === null) return null;
  const { strategy } = restored;
  // A state from before episodes were part of it: what it begins with now has to be kept.
  const isOlder = strategy.inEpisode !== stored.hasOpenIncident;
  strategy.setInEpisode(stored.hasOpenIncident);
  return {
    id: stored.id,
    detector,
    behaviour,
    ...restored,
    storedLevel: strategy.level,
    tookLong: points.length >= longReplay || isOlder,
    checkpointMs: nowMs,
  };
}

/** The evaluated points of each series since the oldest of its runs' checkpoints. */
async function pointsSinceCheckpoints(run: SqlRunner, stored: StoredRun[]): Promise<Map<number, PointRow[]>> {
  if (stored.length === 0) return new Map();
  const since = new Map<number, number>();
  for (const { seriesId, stateTs } of stored) {
    const ms = stateTs?.getTime() ?? Number.NEGATIVE_INFINITY;
    since.set(seriesId, Math.min(ms, since.get(seriesId) ?? ms));
  }
  const times = [...since.values()].map((ms) => (Number.isFinite(ms) ? ms : null));
  return groupBy(await evaluatedSince(run, [...since.keys()], times), (point) => point.seriesId);
}

/** Every detector with every series that it watches, and the run as far as it can go on from what is stored. */
function rebuildRuns(
  rows: SeriesRow[],
  detectors: WatchingDetector[],
  usable: StoredRun[],
  pointsOf: Map<number, PointRow[]>,
  nowMs: number,
) {
  const keyOf = (detectorId: string, seriesId: number) => `${detectorId} ${seriesId}`;
  const stored = new Map(usable.map((one) => [keyOf(one.detectorId, one.seriesId), one]));
  return rows.flatMap((series) =>
    detectors.flatMap((detector) => {
      const { id, modelPattern, metricPattern } = detector;
      if (!matchesPattern(modelPattern, series.modelId) || !matchesPattern(metricPattern, series.metric))
        return [];
      const own = stored.get(keyOf(id, series.id));
      const rebuilt = own ? rebuild(detector, series, own, pointsOf.get(series.id) ?? [], nowMs) : null;
      return [{ series, detector, rebuilt }];
    }),
  );
}

/** The runs of series that are not in memory as they are now; those missing or of an older revision are primed. */
async function loadRuns(run: SqlRunner, rows: SeriesRow[], detectors: WatchingDetector[], nowMs: number) {
  const stored = await storedRuns(
    run,
    rows.map((row) => row.id),
  );
  const revisions = new Map(detectors.map(({ id, revision }) => [id, revision]));
  const usable = stored.filter(({ detectorId, revision }) => revisions.get(detectorId) === revision);
  const wanted = rebuildRuns(rows, detectors, usable, await pointsSinceCheckpoints(run, usable), nowMs);
  const primed = await primeRuns(
    run,
    wanted.filter(({ rebuilt }) => rebuilt === null),
  );
  // An incident of an earlier revision may still be open; its end is for the new run to tell.
  const inEpisode = new Set(stored.flatMap(({ id, hasOpenIncident }) => (hasOpenIncident ? [id] : [])));
  let next = 0;
  const runs = wanted.map(({ series, detector, rebuilt }) => {
    if (rebuilt) return { series, restored: rebuilt };
    const anew = primed[next++] as PrimedRun;
    anew.strategy.setInEpisode(inEpisode.has(anew.id));
    const restored: RestoredRun = {
      ...anew,
      detector,
      storedLevel: anew.strategy.level,
      tookLong: anew.strategy.inEpisode,
      readings: [],
      checkpointMs: nowMs,
    };
    return { series, restored };
  });
  return groupBy(runs, ({ series }) => series.id);
}

/**
 * The live series of locked rows, out of memory where they are current there, else from the database; runs that are
 * missing or of an older revision are primed.
 */
export async function restoreSeries(
  run: SqlRunner,
  rows: SeriesRow[],
  detectors: WatchingDetector[],
  cache: LiveSeriesCache,
  nowMs: number,
): Promise<Map<number, LiveSeries>> {
  const result = new Map<number, LiveSeries>();
  const fingerprint = fingerprintOf(detectors);
  const stale: SeriesRow[] = [];
  for (const row of rows) {
    const live = cache.take(row.id);
    // Nobody has moved the states of its runs since.
    if (live?.detectors === fingerprint && live.row.version === row.version) result.set(row.id, live);
    else stale.push(row);
  }
  for (let at = 0; at < stale.length; at += partSeries) {
    const part = stale.slice(at, at + partSeries);
    const runsOf =
      detectors.length > 0 ? await loadRuns(run, part, detectors, nowMs) : new Map<number, never>();
    for (const row of part) {
      const restored = (runsOf.get(row.id) ?? []).map((one) => one.restored);
      result.set(row.id, openLiveSeries(row, fingerprint, restored));
    }
  }
  return result;
}
