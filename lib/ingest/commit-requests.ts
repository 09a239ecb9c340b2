import type { RoundTrip } from '../db/ingest-database';
import { lockDetectorsForReading } from '../db/locks';
import { lockIfUnchanged, type SeriesRow } from '../db/sql/ensure-series';
import { insertPoints, type PointColumns, replacePoints, storedPoints, updateSeries } from '../db/sql/points';
import { recomputeRollups, rollUpTails, rollupSteps, upsertRollups } from '../db/sql/rollups';
import type { SqlRunner } from '../db/sql-runner';
import { doInSlices, type MetricEvent, nextSlice, sliceOperations, type Work } from '../monitoring/index';
import { type RollUpPoint, rollUp } from '../policy/roll-up';
import type { IngestResult } from '../schemas/metrics';
import { counts as processCounts } from '../telemetry/counts';
import { claimIdempotencyKeys, storeIdempotentAnswers } from './idempotent-answers';
import type { Outcome, QueuedRequest } from './ingest-request';
import { type LiveSeries, watch, watching } from './live-series';
import { lockRequestSeries } from './lock-request-series';
import { loadDetectors, type PipelineMemory, rememberedSeries } from './pipeline-memory';
import { type Detection, recordEpisodes } from './record-episodes';
import { restoreSeries } from './restore-series';
import type { RunInFlush } from './run-in-flush';
import { saveRuns } from './save-runs';
import { type GroupCounts, SeriesBatch, type StoredPoint } from './series-batch';

/** How many conflicts and detections an answer lists one by one. */
const maxListedConflicts = 100;
const maxListedDetections = 1000;

/** Tells the intakes what is stored at times that may be taken already. */
async function loadStored(
  sql: SqlRunner,
  requests: QueuedRequest[],
  intakes: Map<string, SeriesBatch>,
  { held, turn }: { held: Promise<unknown>; turn: RoundTrip },
) {
  const seriesIds: number[] = [];
  const tsMs: number[] = [];
  const byId = new Map<number, SeriesBatch>();
  for (const { groups } of requests) {
    for (const group of groups) {
      const intake = intakes.get(group.seriesKey);
      if (!intake) continue;
      byId.set(intake.series.id, intake);
      for (const time of intake.timesToLookUp(group)) {
        seriesIds.push(intake.series.id);
        tsMs.push(time);
      }
    }
  }
  if (seriesIds.length === 0) return;
  const stored = storedPoints(sql, seriesIds, tsMs);
  turn.alongCommit([stored]);
  // The locks first: when they fail, that is the cause, and the statements after them only fail with them.
  await held;
  for (const point of await stored) {
    byId.get(point.seriesId)?.addStored(point.tsMs, point.value);
  }
}

/** A series that detectors watch, with its new points. */
interface News {
  intake: SeriesBatch;
  own: LiveSeries;
  events: MetricEvent[];
}

/** What every live series is shown; late points are left out. */
function newsOf(live: Map<number, LiveSeries>, intakes: Iterable<SeriesBatch>): News[] {
  const news: News[] = [];
  for (const intake of intakes) {
    const { series, accepted } = intake;
    const own = live.get(series.id);
    if (!own || own.runs.length === 0) continue;
    // Without labels observers need no key to know their series.
    const labels = series.labelsKey === '{}' ? undefined : JSON.parse(series.labelsKey);
    const events = accepted.flatMap(({ late, tsMs, value }) =>
      late ? [] : [{ ts: tsMs, modelId: series.modelId, metric: series.metric, value, labels }],
    );
    news.push({ intake, own, events });
  }
  return news;
}

/** Others have their turn after so long; a slice of a method that seldom costs what it states takes less. */
const turnMs = 4;

function pauseWhenDue(): () => Promise<void> {
  let beganMs = performance.now();
  return async () => {
    if (performance.now() - beganMs < turnMs) return;
    await nextSlice();
    beganMs = performance.now();
  };
}

/** Shows every live series its new points; a promise only where that takes more than a moment. */
function evaluate(news: News[]): void | Promise<void> {
  const operations = news.reduce((sum, { own, events }) => sum + own.pointCost * events.length, 0);
  if (operations > sliceOperations) return doInSlices(evaluating(news), pauseWhenDue());
  for (const { own, events } of news) watch(own, events);
}

function* evaluating(news: News[]): Work<void> {
  for (const { own, events } of news) yield* watching(own, events);
}

/** The points of one kind as columns, series by series. */
function columnsOf(intakes: SeriesBatch[], pick: (intake: SeriesBatch) => StoredPoint[]): PointColumns {
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
function pointsBeforeTails(intakes: SeriesBatch[]): RollUpPoint[] {
  return intakes.flatMap((intake) =>
    intake.beforeTail().map(({ tsMs, value, late }) => ({ seriesId: intake.series.id, tsMs, value, late })),
  );
}

/** The tails to roll up with this flush, each by where it begins. */
function dueTails(intakes: SeriesBatch[]) {
  return intakes.flatMap(({ series, rollsTail }) =>
    rollsTail ? { seriesId: series.id, afterMs: series.rolledUpTo?.getTime() ?? null } : [],
  );
}

/** Sends what stores the points; in this order, since buckets are made anew from points and rollups that are complete. */
function storePoints(sql: SqlRunner, intakes: SeriesBatch[]): Promise<unknown>[] {
  const accepted = columnsOf(intakes, (intake) => intake.accepted);
  const replaced = columnsOf(intakes, (intake) => intake.replaced);
  const changes = intakes.flatMap((intake) => intake.change() ?? []);
  const sent: Promise<unknown>[] = [];
  if (accepted.tsMs.length > 0) {
    sent.push(insertPoints(sql, accepted));
    sent.push(upsertRollups(sql, rollUp(pointsBeforeTails(intakes), rollupSteps)));
  }
  sent.push(rollUpTails(sql, dueTails(intakes)));
  if (replaced.tsMs.length > 0) {
    const touched = replaced.tsMs.map((tsMs, at) => ({ seriesId: replaced.seriesIds[at] as number, tsMs }));
    sent.push(replacePoints(sql, replaced), recomputeRollups(sql, touched));
  }
  if (changes.length > 0) sent.push(updateSeries(sql, changes));
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
    ...(request.skipped && { skipped: request.skipped.summary }),
  };
}

/** What a flush works on, with the rows of its series locked. */
interface Gathered {
  /** Of requests that go no further. */
  outcomes: Map<QueuedRequest, Outcome>;
  taken: QueuedRequest[];
  rows: Map<string, SeriesRow>;
  live: Map<number, LiveSeries>;
  /** Whether somebody else has written any of it since it was last in memory. */
  hasMoved: boolean;
  /** Resolves when the locks are held and what is above is known to be the present. */
  held: Promise<unknown>;
}

/** Out of memory, without waiting for PostgreSQL; null unless everything that the requests need is there. */
function gatherRemembered(
  sql: SqlRunner,
  requests: QueuedRequest[],
  memory: PipelineMemory,
): Gathered | null {
  const found = rememberedSeries(requests, memory);
  if (found === null) return null;
  const { detectors, series } = found;
  const rows = new Map<string, SeriesRow>();
  const live = new Map<number, LiveSeries>();
  for (const [text, own] of series) {
    rows.set(text, own.row);
    live.set(own.row.id, own);
  }
  const locked = [lockDetectorsForReading(sql), lockIfUnchanged(sql, [...rows.values()], detectors)];
  return { outcomes: new Map(), taken: requests, rows, live, hasMoved: false, held: Promise.all(locked) };
}

async function gatherLocked(
  sql: SqlRunner,
  requests: QueuedRequest[],
  memory: PipelineMemory,
  now: Date,
): Promise<Gathered> {
  const outcomes = new Map<QueuedRequest, Outcome>(await claimIdempotencyKeys(sql, requests, now));
  const pending = requests.filter((request) => !outcomes.has(request));
  // Sent together: PostgreSQL takes them one after the other, each when it has the lock of the one before.
  const [, detectors, { rows, refused }] = await Promise.all([
    lockDetectorsForReading(sql),
    loadDetectors(sql, memory),
    lockRequestSeries(sql, pending, memory),
  ]);
  for (const [request, error] of refused) outcomes.set(request, { error });
  const hasMoved = [...rows.values()].some(({ id, version }) => {
    const own = memory.live.peek(id);
    return own !== undefined && own.unprimed.length === 0 && own.row.version !== version;
  });
  const live = await restoreSeries(sql, [...rows.values()], detectors, memory.live, now.getTime());
  return {
    outcomes,
    taken: pending.filter((request) => !refused.has(request)),
    rows,
    live,
    hasMoved,
    held: Promise.resolve(),
  };
}

/**
 * Stores the points of some requests and evaluates them, with rollups, readings, detector states, incidents, jobs and
 * audit rows, in the caller's transaction. What is taken out of memory is given back by `keep`, to be called after the
 * commit. Requests count in the order given, as if each had been alone. When all that they need is in memory and that may
 * be trusted, they are evaluated before PostgreSQL is asked, and everything goes out at once, the locks first: if one of
 * them finds that somebody else has been there, nothing of it happens and the next attempt reads.
 */
export async function commitRequests(
  sql: SqlRunner,
  requests: QueuedRequest[],
  memory: PipelineMemory,
  now: Date,
  turn: RoundTrip,
): Promise<{ outcomes: Outcome[]; keep: () => void }> {
  if (turn.attempt > 1) memory.trust.failed();
  const remembered = memory.trust.isGiven ? gatherRemembered(sql, requests, memory) : null;
  const { outcomes, taken, rows, live, hasMoved, held } =
    remembered ?? (await gatherLocked(sql, requests, memory, now));
  turn.alongCommit([held]);
  const intakes = new Map([...rows].map(([text, row]) => [text, new SeriesBatch(row)]));
  await loadStored(sql, taken, intakes, { held, turn });
  const counts = taken.map((request, number) =>
    request.groups.flatMap((group) => intakes.get(group.seriesKey)?.addGroup(group, request, number) ?? []),
  );
  const all = [...intakes.values()].sort((a, b) => a.series.id - b.series.id);
  const news = newsOf(live, all);
  const startedMs = performance.now();
  const evaluated = evaluate(news);
  if (evaluated !== undefined) await evaluated;
  processCounts().detectorSeconds += (performance.now() - startedMs) / 1000;
  const watched = news.flatMap(({ intake, own }) => own.runs.map((run): RunInFlush => ({ intake, run })));
  const episodes = watched.filter((one) => one.run.episodes.length > 0);
  if (episodes.length > 0) await held;
  // Before the points and states are stored: evidence is made from the states as they were.
  const detections = await recordEpisodes(sql, episodes, now, taken);
  for (const [number, request] of taken.entries()) {
    const own = detections.filter((detection) => detection.request === number);
    outcomes.set(request, { result: resultOf(request, counts[number] ?? [], own) });
  }
  turn.alongCommit([
    ...storePoints(sql, all),
    ...saveRuns(sql, watched, now.getTime()),
    ...storeIdempotentAnswers(sql, outcomes),
  ]);
  return {
    outcomes: requests.map((request) => outcomes.get(request) ?? { error: new Error('no outcome') }),
    keep: () => {
      if (hasMoved) memory.trust.moved();
      else memory.trust.held();
      for (const intake of all) {
        const own = live.get(intake.series.id);
        if (!own) continue;
        own.row = intake.rowAfter();
        memory.live.put(own);
        if (own.unprimed.length > 0) memory.priming.add(own.row.id, own.unprimed);
      }
      for (const [text, row] of rows) memory.directory.set(text, row.id);
    },
  };
}
