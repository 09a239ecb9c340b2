import type { RoundTrip } from '../../db/ingest-database';
import type { SqlRunner } from '../../db/sql-runner';
import type { IngestResult } from '../../schemas/metrics';
import type { Outcome, QueuedRequest } from '../ingest-request';
import type { PipelineMemory } from '../pipeline-memory';
import { classifyRequests } from './classify';
import { evaluateBatches } from './evaluate';
import { lockRequests } from './lock';
import { type Detection, recordEpisodes } from './record';
import { restoreSeries } from './restore';
import type { GroupCounts } from './series-batch';
import { storeFlush } from './store';

/** How many conflicts and detections an answer lists one by one. */
const maxListedConflicts = 100;
const maxListedDetections = 1000;

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

/**
 * Stores the points of some requests and evaluates them, with rollups, readings, detector states, incidents,
 * jobs and audit rows, in the caller's transaction: lock, restore, classify, evaluate, record, store.
 * Requests count in the order given, as if each had been alone. What is taken out of memory is given back by
 * `keep`, to be called after the commit. When memory has all that is needed, nothing is waited for, and all
 * statements go out at once (see `lockRequests`).
 */
export async function commitRequests(
  sql: SqlRunner,
  requests: QueuedRequest[],
  memory: PipelineMemory,
  now: Date,
  turn: RoundTrip,
): Promise<{ outcomes: Outcome[]; keep: () => void }> {
  if (turn.attempt > 1) memory.trust.failed();
  const locked = await lockRequests(sql, requests, memory, now);
  const { outcomes, taken, rows, known, held } = locked;
  turn.alongCommit([held]);
  const { live, hasMoved } =
    'live' in known
      ? { live: known.live, hasMoved: false }
      : await restoreSeries(sql, [...rows.values()], known.detectors, memory.live, now.getTime());
  const { batches: byKey, counts } = await classifyRequests(sql, locked, turn);
  const batches = [...byKey.values()].sort((a, b) => a.series.id - b.series.id);
  const watched = await evaluateBatches(live, batches);
  const episodes = watched.filter(({ run }) => run.episodes.length > 0);
  if (episodes.length > 0) await held;
  // Before the points and states are stored: evidence is made from the states as they were.
  const detections = await recordEpisodes(sql, episodes, now, taken);
  for (const [number, request] of taken.entries()) {
    const own = detections.filter((detection) => detection.request === number);
    outcomes.set(request, { result: resultOf(request, counts[number] ?? [], own) });
  }
  turn.alongCommit(storeFlush(sql, { batches, watched, outcomes, nowMs: now.getTime() }));
  return {
    outcomes: requests.map((request) => outcomes.get(request) ?? { error: new Error('no outcome') }),
    keep: () => {
      if (hasMoved) memory.trust.moved();
      else memory.trust.held();
      for (const batch of batches) {
        const own = live.get(batch.series.id);
        if (!own) continue;
        own.row = batch.rowAfter();
        memory.live.put(own);
        if (own.unprimed.length > 0) memory.priming.add(own.row.id, own.unprimed);
      }
      for (const [text, row] of rows) memory.directory.set(text, row.id);
    },
  };
}
