import { type RollUpPoint, rollUp, rollupSteps } from '../../db/roll-up';
import { insertPoints, type PointColumns, replacePoints, updateSeries } from '../../db/sql/points';
import { recomputeRollups, rollUpTails, upsertRollups } from '../../db/sql/rollups';
import type { SqlRunner } from '../../db/sql-runner';

import type { Outcome, QueuedRequest } from '../ingest-request';
import { storeIdempotentAnswers } from './idempotent-answers';
import type { RunInFlush } from './run-in-flush';
import { saveRuns } from './save-runs';
import type { SeriesBatch, StoredPoint } from './series-batch';

/** The points of one kind as columns, series by series. */
function columnsOf(batches: SeriesBatch[], pick: (batch: SeriesBatch) => StoredPoint[]): PointColumns {
  const columns: PointColumns = { seriesIds: [], tsMs: [], values: [], late: [], receivedMs: [] };
  for (const batch of batches) {
    for (const { tsMs, value, late, receivedMs } of pick(batch)) {
      columns.seriesIds.push(batch.series.id);
      columns.tsMs.push(tsMs);
      columns.values.push(value);
      columns.late.push(late);
      columns.receivedMs.push(receivedMs);
    }
  }
  return columns;
}

/** The points that rollups take in one by one; those of tails come with their tail. */
function pointsBeforeTails(batches: SeriesBatch[]): RollUpPoint[] {
  return batches.flatMap((batch) =>
    batch.beforeTail().map(({ tsMs, value, late }) => ({ seriesId: batch.series.id, tsMs, value, late })),
  );
}

/** The tails to roll up with this flush, each by where it begins. */
function dueTails(batches: SeriesBatch[]) {
  return batches.flatMap(({ series, rollsTail }) =>
    rollsTail ? { seriesId: series.id, afterMs: series.rolledUpTo?.getTime() ?? null } : [],
  );
}

/**
 * Sends what stores the points; in this order, since buckets are made anew from points and rollups that are
 * complete.
 */
function storePoints(sql: SqlRunner, batches: SeriesBatch[]): Promise<unknown>[] {
  const accepted = columnsOf(batches, (batch) => batch.accepted);
  const replaced = columnsOf(batches, (batch) => batch.replaced);
  const changes = batches.flatMap((batch) => batch.change() ?? []);
  const sent: Promise<unknown>[] = [];
  if (accepted.tsMs.length > 0) {
    sent.push(insertPoints(sql, accepted));
    sent.push(upsertRollups(sql, rollUp(pointsBeforeTails(batches), rollupSteps)));
  }
  sent.push(rollUpTails(sql, dueTails(batches)));
  if (replaced.tsMs.length > 0) {
    const touched = replaced.tsMs.map((tsMs, at) => ({ seriesId: replaced.seriesIds[at] as number, tsMs }));
    sent.push(replacePoints(sql, replaced), recomputeRollups(sql, touched));
  }
  if (changes.length > 0) sent.push(updateSeries(sql, changes));
  return sent;
}

/**
 * Sixth stage of a flush: sends what stores points, rollups, counters, levels, checkpoints and the answers of
 * idempotency keys.
 */
export function storeFlush(
  sql: SqlRunner,
  {
    batches,
    watched,
    outcomes,
    nowMs,
  }: {
    batches: SeriesBatch[];
    watched: RunInFlush[];
    outcomes: Map<QueuedRequest, Outcome>;
    nowMs: number;
  },
): Promise<unknown>[] {
  return [
    ...storePoints(sql, batches),
    ...saveRuns(sql, watched, nowMs),
    ...storeIdempotentAnswers(sql, outcomes),
  ];
}
