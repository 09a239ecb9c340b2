import type { RoundTrip } from '../../db/ingest-database';
import { storedPoints } from '../../db/sql/points';
import type { SqlRunner } from '../../db/sql-runner';
import type { QueuedRequest } from '../ingest-request';
import type { LockedRequests } from './lock';
import { type GroupCounts, SeriesBatch } from './series-batch';

/** Tells the batches what is stored at times that may be taken already. */
async function loadStored(
  sql: SqlRunner,
  requests: QueuedRequest[],
  batches: Map<string, SeriesBatch>,
  { held, turn }: { held: Promise<unknown>; turn: RoundTrip },
) {
  const seriesIds: number[] = [];
  const tsMs: number[] = [];
  const byId = new Map<number, SeriesBatch>();
  for (const { groups } of requests) {
    for (const group of groups) {
      const batch = batches.get(group.seriesKey);
      if (!batch) continue;
      byId.set(batch.series.id, batch);
      for (const time of batch.timesToLookUp(group)) {
        seriesIds.push(batch.series.id);
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

/**
 * Third stage of a flush: sorts the points of the requests, one request after the other, into new ones, late
 * ones, duplicates and conflicts.
 *
 * @returns what the flush brings to each series, by `seriesKey`; and for each request how its points fared
 */
export async function classifyRequests(
  sql: SqlRunner,
  { taken, rows, held }: LockedRequests,
  turn: RoundTrip,
): Promise<{ batches: Map<string, SeriesBatch>; counts: GroupCounts[][] }> {
  const batches = new Map([...rows].map(([text, row]) => [text, new SeriesBatch(row)]));
  await loadStored(sql, taken, batches, { held, turn });
  const counts = taken.map((request, number) =>
    request.groups.flatMap((group) => batches.get(group.seriesKey)?.addGroup(group, request, number) ?? []),
  );
  return { batches, counts };
}
