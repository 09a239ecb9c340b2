import { lockDetectorsForReading } from '../db/locks';
import { enabledDetectors } from '../db/sql/detectors';
import { insertPoints, replacePoints, storedPoints, updateSeries } from '../db/sql/points';
import { recomputeRollups, rollupSteps, upsertRollups } from '../db/sql/rollups';
import type { SqlRunner } from '../db/sql-runner';
import { rollUp } from '../policy/roll-up';
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

type Placed = StoredPoint & { seriesId: number };

function columnsOf(points: Placed[]) {
  return {
    seriesIds: points.map((point) => point.seriesId),
    tsMs: points.map((point) => point.tsMs),
    values: points.map((point) => point.value),
    late: points.map((point) => point.late),
    receivedMs: points.map((point) => point.receivedMs),
  };
}

async function storePoints(run: SqlRunner, intakes: SeriesIntake[]) {
  const placed = (pick: (intake: SeriesIntake) => StoredPoint[]): Placed[] =>
    intakes.flatMap((intake) => pick(intake).map((point) => ({ ...point, seriesId: intake.series.id })));
  const accepted = placed((intake) => intake.accepted);
  const replaced = placed((intake) => intake.replaced);
  if (accepted.length > 0) {
    await insertPoints(run, columnsOf(accepted));
    await upsertRollups(run, rollUp(accepted, rollupSteps));
  }
  if (replaced.length > 0) {
    await replacePoints(run, columnsOf(replaced));
    await recomputeRollups(run, replaced);
  }
  const changes = intakes.flatMap((intake) => intake.change() ?? []);
  if (changes.length > 0) await updateSeries(run, changes);
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
  await lockDetectorsForReading(run);
  const pending = requests.filter((request) => !outcomes.has(request));
  const { rows, refused } = await lockRequestSeries(run, pending, memory);
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
    await enabledDetectors(run),
    memory.live,
    now.getTime(),
  );
  const watched = evaluate(live, all);
  // Before the points and states are stored: evidence is made from the states as they were.
  const detections = await recordEpisodes(run, watched, now);
  await storePoints(run, all);
  await saveRuns(run, watched, now.getTime());
  for (const [number, request] of taken.entries()) {
    const own = detections.filter((detection) => detection.request === number);
    outcomes.set(request, { result: resultOf(request, counts[number] ?? [], own) });
  }
  await answerKeys(run, outcomes);
  return {
    outcomes: requests.map((request) => outcomes.get(request) ?? { error: new Error('no outcome') }),
    keep: () => {
      for (const [id, series] of live) memory.live.give(id, series);
      for (const [text, row] of rows) memory.directory.set(text, row.id);
    },
  };
}
