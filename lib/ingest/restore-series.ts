import type { WatchingDetector } from '../db/sql/detectors';
import type { SeriesRow } from '../db/sql/ensure-series';
import { evaluatedSince, type PointRow } from '../db/sql/latest-points';
import { type RunKey, type StoredState, storedStates } from '../db/sql/runs';
import type { SqlRunner } from '../db/sql-runner';
import { createBehaviour, DetectorStrategy } from '../monitoring/index';
import { matchesPattern } from '../policy/matches-pattern';
import { primeRun } from '../services/detectors/prime-run';
import { groupBy } from '../services/group-by';
import { type LiveSeries, openLiveSeries, type RestoredRun } from './live-series';
import type { LiveSeriesCache } from './live-series-cache';

/** Which detectors there are, in which revision: a live series made for others is made anew. */
function fingerprintOf(detectors: WatchingDetector[]): string {
  return detectors.map(({ id, revision }) => `${id}:${revision}`).join(' ');
}

/** Whether the states in memory are those of the rows: nobody has written the runs since. */
function isCurrent(live: LiveSeries, fingerprint: string, rows: RunKey[]): boolean {
  if (live.detectors !== fingerprint) return false;
  return live.runs.every((run) => {
    const row = rows.find(({ id }) => id === run.id);
    return row?.version === run.version && row.revision === run.detector.revision;
  });
}

/**
 * The state of a run now: its checkpoint, shown the points that live methods have seen since. A method is deterministic, so
 * this is the state bit by bit. `null` when a newer version of the method cannot go on with it.
 */
function rebuild(
  detector: WatchingDetector,
  series: SeriesRow,
  key: RunKey,
  stored: StoredState,
  points: PointRow[],
  nowMs: number,
): RestoredRun | null {
  const behaviour = createBehaviour(detector.method, detector.params, series.direction);
  const snapshot = JSON.parse(stored.state);
  if (snapshot.version !== behaviour.method.version) return null;
  const strategy = new DetectorStrategy(behaviour, snapshot);
  const since = stored.stateTs?.getTime() ?? Number.NEGATIVE_INFINITY;
  let sinceCheckpoint = 0;
  for (const { ts, value } of points) {
    if (ts.getTime() <= since) continue;
    strategy.update(value, ts.getTime());
    sinceCheckpoint += 1;
  }
  return {
    id: key.id,
    version: key.version,
    detector,
    behaviour,
    strategy,
    inEpisode: stored.hasOpenIncident,
    stateBytes: stored.state.length,
    sinceCheckpoint,
    checkpointMs: nowMs,
  };
}

async function primed(run: SqlRunner, detector: WatchingDetector, series: SeriesRow, nowMs: number) {
  const { id, version, behaviour, strategy } = await primeRun(run, detector, series);
  // An incident of the earlier revision may still be open; its end is for this run to tell.
  const [stored] = await storedStates(run, [id]);
  const restored: RestoredRun = {
    id,
    version,
    detector,
    behaviour,
    strategy,
    inEpisode: stored?.hasOpenIncident ?? false,
    stateBytes: stored?.state.length ?? 0,
    sinceCheckpoint: 0,
    checkpointMs: nowMs,
  };
  return restored;
}

/**
 * The live series of rows that are locked with their runs, out of memory where they are current there, else from the database; runs that are
 * missing or of an older revision are primed.
 */
export async function restoreSeries(
  run: SqlRunner,
  { rows, runKeys }: { rows: SeriesRow[]; runKeys: RunKey[] },
  detectors: WatchingDetector[],
  cache: LiveSeriesCache,
  nowMs: number,
): Promise<Map<number, LiveSeries>> {
  const result = new Map<number, LiveSeries>();
  if (detectors.length === 0) return result;
  const fingerprint = fingerprintOf(detectors);
  const keysOf = groupBy(runKeys, (key) => key.seriesId);
  const stale: SeriesRow[] = [];
  for (const row of rows) {
    const live = cache.take(row.id);
    if (live && isCurrent(live, fingerprint, keysOf.get(row.id) ?? [])) result.set(row.id, live);
    else stale.push(row);
  }
  if (stale.length === 0) return result;
  const storedKeys = stale.flatMap((row) => keysOf.get(row.id) ?? []);
  const revisions = new Map(detectors.map(({ id, revision }) => [id, revision]));
  const usable = storedKeys.filter((key) => revisions.get(key.detectorId) === key.revision);
  const states = new Map(
    (usable.length > 0
      ? await storedStates(
          run,
          usable.map((key) => key.id),
        )
      : []
    ).map((state) => [state.id, state]),
  );
  const pointsOf = await pointsSinceCheckpoints(run, usable, states);
  for (const row of stale) {
    const restored: RestoredRun[] = [];
    for (const detector of detectors) {
      const { modelPattern, metricPattern } = detector;
      if (!matchesPattern(modelPattern, row.modelId) || !matchesPattern(metricPattern, row.metric)) continue;
      const key = keysOf.get(row.id)?.find((one) => one.detectorId === detector.id);
      const state = key && states.get(key.id);
      const rebuilt =
        key && state ? rebuild(detector, row, key, state, pointsOf.get(row.id) ?? [], nowMs) : null;
      restored.push(rebuilt ?? (await primed(run, detector, row, nowMs)));
    }
    const labels = JSON.parse(row.labelsKey);
    const identity = { modelId: row.modelId, metric: row.metric, labels };
    result.set(row.id, openLiveSeries(identity, fingerprint, restored));
  }
  return result;
}

/** The evaluated points of each series since the oldest of its runs' checkpoints. */
async function pointsSinceCheckpoints(
  run: SqlRunner,
  keys: RunKey[],
  states: Map<number, StoredState>,
): Promise<Map<number, PointRow[]>> {
  if (keys.length === 0) return new Map();
  const since = new Map<number, number | null>();
  for (const { id, seriesId } of keys) {
    const ms = states.get(id)?.stateTs?.getTime() ?? null;
    const before = since.get(seriesId);
    since.set(
      seriesId,
      before === undefined ? ms : ms === null || before === null ? null : Math.min(before, ms),
    );
  }
  const points = await evaluatedSince(run, [...since.keys()], [...since.values()]);
  return groupBy(points, (point) => point.seriesId);
}
