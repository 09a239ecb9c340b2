import { lockDetectorsForReading } from '../db/locks';
import { enabledDetectors } from '../db/sql/detectors';
import { insertPoints, type PointColumns, replacePoints, storedPoints, updateSeries } from '../db/sql/points';
import { recomputeRollups, rollUpTails, rollupSteps, upsertRollups } from '../db/sql/rollups';
import type { SqlRunner } from '../db/sql-runner';
import { type RollUpPoint, rollUp } from '../policy/roll-up';
import type { IngestResult } from '../schemas/metrics';
import { answerKeys, takeRequestKeys } from './answer-keys';
import type { Outcome, QueuedRequest } from './ingest-request';
import { type LiveSeries, watch } from './live-series';
import type { LiveSeriesCache } from './live-series-cache';
import { lockRequestSeries, type SeriesMemory } from './lock-request-series';
import { type Detection, recordEpisodes } from './record-episodes';
import { restoreSeries } from './restore-series';
import { saveRuns } from './save-runs';
import { type GroupCounts, SeriesIntake, type StoredPoint } from './series-intake';
import type { Watched } from './watched';

/** How many conflicts and detections an answer lists one by one. */
const maxListedConflicts = 100;
const maxListedDetections = 1000;

/** What the pipeline keeps in memory from flush to flush. */
export interface PipelineMemory extends SeriesMemory {
  live: LiveSeriesCache;
}

async function loadStored(run: SqlRunner, requests: QueuedRequest[], intakes: Map<string, SeriesIntake>) {
  const seriesIds: number[] = [];
  const tsMs: number[] = [];
  const byId = new Map<number, SeriesIntake>();
  for (const { groups } of requests) {
    for (const group of groups) {
      const intake = intakes.get(group.text);
      if (!intake) continue;
      byId.set(intake.series.id, intake);
      for (const time of intake.doubtfulTimes(group)) {
        seriesIds.push(intake.series.id);
        tsMs.push(time);
      }
    }
  }
  if (seriesIds.length === 0) return;
  for (const point of await storedPoints(run, seriesIds, tsMs)) {
    byId.get(point.seriesId)?.stored.set(point.tsMs, point.value);
  }
}

/** Shows every live series its new points; late ones are left out. */
function evaluate(live: Map<number, LiveSeries>, intakes: Iterable<SeriesIntake>): Watched[] {
  const watched: Watched[] = [];
  for (const intake of intakes) {
    const { series, accepted } = intake;
    const own = live.get(series.id);
    if (!own || own.runs.length === 0) continue;
    // Without labels observers need no key to know their series.
    const labels = series.labelsKey === '{}' ? undefined : JSON.parse(series.labelsKey);
    const events = accepted.flatMap(({ late, tsMs, value }) =>
      late ? [] : [{ ts: tsMs, modelId: series.modelId, metric: series.metric, value, labels }],
    );
    watch(own, events);
    for (const run of own.runs) watched.push({ intake, run });
  }
  return watched;
}

/** The points of one kind as columns, series by series. */
function columnsOf(intakes: SeriesIntake[], pick: (intake: SeriesIntake) => StoredPoint[]): PointColumns {
  const columns: PointColumns = { seriesIds: [], tsMs: [], values: [], late: [], receivedMs: [] };
  for (const intake of intakes) {
    for (const { tsMs, value, late, receivedMs } of pick(intake)) {
      columns.seriesIds.push(intake.series.id);
      columns.tsMs.push(tsMs);
      columns.values.push(value);
      columns.late.push(late);
      columns.receivedMs.push(receivedMs);
    }
  }
  return columns;
}

/** The points that rollups take in one by one; those of tails come with their tail. */
function pointsBeforeTails(intakes: SeriesIntake[]): RollUpPoint[] {
  return intakes.flatMap((intake) =>
    intake.beforeTail().map(({ tsMs, value, late }) => ({ seriesId: intake.series.id, tsMs, value, late })),
  );
}

/** The tails to roll up with this flush, each by where it begins. */
function dueTails(intakes: SeriesIntake[]) {
  return intakes.flatMap(({ series, rollsTail }) =>
    rollsTail ? { seriesId: series.id, afterMs: series.rolledTs?.getTime() ?? null } : [],
  );
}

/** Sends what stores the points; in this order, since buckets are made anew from points and rollups that are complete. */
function storePoints(run: SqlRunner, intakes: SeriesIntake[]): Promise<unknown>[] {
  const accepted = columnsOf(intakes, (intake) => intake.accepted);
  const replaced = columnsOf(intakes, (intake) => intake.replaced);
  const changes = intakes.flatMap((intake) => intake.change() ?? []);
  const sent: Promise<unknown>[] = [];
  if (accepted.tsMs.length > 0) {
    sent.push(insertPoints(run, accepted));
    sent.push(upsertRollups(run, rollUp(pointsBeforeTails(intakes), rollupSteps)));
  }
  sent.push(rollUpTails(run, dueTails(intakes)));
  if (replaced.tsMs.length > 0) {
    const touched = replaced.tsMs.map((tsMs, at) => ({ seriesId: replaced.seriesIds[at] as number, tsMs }));
    sent.push(replacePoints(run, replaced), recomputeRollups(run, touched));
  }
  if (changes.length > 0) sent.push(updateSeries(run, changes));
  return sent;
}

function resultOf(request: QueuedRequest, counts: GroupCounts[], detections: Detection[]): IngestResult {
  const sum = (pick: (count: GroupCounts) => number) =>
    counts.reduce((total, count) => total + pick(count), 0);
  const conflicts = counts.flatMap((count) => count.conflicts).sort((a, b) => a.index - b.index);
  return {
    accepted: sum((count) => count.accepted),
    duplicate: sum((count) => count.duplicate),
    conflict: conflicts.length,
    late: sum((count) => count.late),
    ...(request.onConflict === 'replace' && { replaced: sum((count) => count.replaced) }),
    conflicts: conflicts.slice(0, maxListedConflicts),
    detected_count: detections.length,
    detected: detections.slice(0, maxListedDetections).map(({ detected }) => detected),
  };
}

/**
 * Stores the points of some requests and evaluates them, with rollups, readings, detector states, incidents, jobs and
 * audit rows, in the caller's transaction. What is taken out of memory is given back by `keep`, to be called after the
 * commit. Requests count in the order given, as if each had been alone.
 */
export async function commitRequests(
  run: SqlRunner,
  requests: QueuedRequest[],
  memory: PipelineMemory,
  now: Date,
): Promise<{ outcomes: Outcome[]; keep: () => void }> {
  const outcomes = new Map<QueuedRequest, Outcome>(await takeRequestKeys(run, requests, now));
  const pending = requests.filter((request) => !outcomes.has(request));
  // Sent together: PostgreSQL takes them one after the other, each when it has the lock of the one before.
  const [, detectors, { rows, refused }] = await Promise.all([
    lockDetectorsForReading(run),
    enabledDetectors(run),
    lockRequestSeries(run, pending, memory),
  ]);
  for (const [request, error] of refused) outcomes.set(request, { error });
  const taken = pending.filter((request) => !refused.has(request));
  const intakes = new Map([...rows].map(([text, row]) => [text, new SeriesIntake(row)]));
  await loadStored(run, taken, intakes);
  const counts = taken.map((request, number) =>
    request.groups.flatMap((group) => intakes.get(group.text)?.take(group, request, number) ?? []),
  );
  const all = [...intakes.values()].sort((a, b) => a.series.id - b.series.id);
  const live = await restoreSeries(
    run,
    all.map(({ series }) => series),
    detectors,
    memory.live,
    now.getTime(),
  );
  const watched = evaluate(live, all);
  // Before the points and states are stored: evidence is made from the states as they were.
  const detections = await recordEpisodes(run, watched, now);
  await Promise.all([...storePoints(run, all), ...saveRuns(run, watched, now.getTime())]);
  for (const [number, request] of taken.entries()) {
    const own = detections.filter((detection) => detection.request === number);
    outcomes.set(request, { result: resultOf(request, counts[number] ?? [], own) });
  }
  await answerKeys(run, outcomes);
  return {
    outcomes: requests.map((request) => outcomes.get(request) ?? { error: new Error('no outcome') }),
    keep: () => {
      for (const { series, movesStates } of all) {
        const own = live.get(series.id);
        if (!own) continue;
        own.version = series.version + (movesStates ? 1 : 0);
        memory.live.give(series.id, own);
      }
      for (const [text, row] of rows) memory.directory.set(text, row.id);
    },
  };
}
