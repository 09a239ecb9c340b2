import { evaluatedSince, type PointRow } from '../../db/sql/latest-points';
import type { SqlRunner } from '../../db/sql-runner';
import { groupBy } from '../group-by';

/** A run of a series, and the time of the newest point inside its state; null: none is. */
interface SeenRun {
  seriesId: number;
  seenMs: number | null;
}

/**
 * The evaluated points of series, by series, since the state of that of their runs which is furthest behind.
 */
export async function pointsSince(sql: SqlRunner, runs: Iterable<SeenRun>): Promise<Map<number, PointRow[]>> {
  const since = new Map<number, number>();
  for (const { seriesId, seenMs } of runs) {
    const ms = seenMs ?? Number.NEGATIVE_INFINITY;
    since.set(seriesId, Math.min(ms, since.get(seriesId) ?? ms));
  }
  if (since.size === 0) return new Map();
  const times = [...since.values()].map((ms) => (Number.isFinite(ms) ? ms : null));
  return groupBy(await evaluatedSince(sql, [...since.keys()], times), ({ seriesId }) => seriesId);
}
