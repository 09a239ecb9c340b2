import { int4Array, timestamptzArray } from '../binary-arrays';
import type { SqlRunner } from '../sql-runner';
import { columns, rowColumns } from './columns';
import { mostlyLate } from './lateness';

export interface PointColumns {
  seriesIds: number[];
  tsMs: number[];
  values: number[];
  late: boolean[];
  receivedMs: number[];
}

/** The stored values at the given times, in epoch milliseconds. */
export async function storedPoints(sql: SqlRunner, seriesIds: number[], tsMs: number[]) {
  const rows = await sql<{ series_id: number; ts: Date; value: number }>(
    `SELECT series_id, points.ts, value FROM unnest($1::int[], $2::timestamptz[]) AS wanted(series_id, ts)
     JOIN points USING (series_id, ts)`,
    [int4Array(seriesIds), timestamptzArray(tsMs)],
  );
  return rows.map((row) => ({ seriesId: row.series_id, tsMs: row.ts.getTime(), value: row.value }));
}

const given = columns<PointColumns>({
  series_id: ['int4', (points) => points.seriesIds],
  ts: ['timestamptz', (points) => points.tsMs],
  value: ['float8', (points) => points.values],
  received_at: ['timestamptz', (points) => points.receivedMs],
  late: ['bool', (points) => points.late],
});

/**
 * Inserts points that are known to be new: the caller holds the locks of their series. Arrays unnested beside
 * each other in the list cost PostgreSQL a fifth less than as a table, which it writes down first.
 */
export async function insertPoints(sql: SqlRunner, points: PointColumns) {
  await sql(`INSERT INTO points (${given.names}) SELECT ${given.list}`, given.values(points));
}

/** Gives stored points other values. */
export async function replacePoints(sql: SqlRunner, points: PointColumns) {
  await sql(
    `UPDATE points SET value = next.value, received_at = next.received_at FROM ${given.as('next')}
     WHERE points.series_id = next.series_id AND points.ts = next.ts`,
    given.values(points),
  );
}

export interface SeriesChange {
  id: number;
  accepted: number;
  late: number;
  duplicates: number;
  conflicts: number;
  firstMs: number | null;
  /** Newest point that is not late, accepted or replaced. */
  last: { tsMs: number; value: number } | null;
  /** Up to when its points are in rollups from now on; null: as far as before. */
  rolledMs: number | null;
}

const changed = rowColumns<SeriesChange>({
  id: ['int4', (change) => change.id],
  accepted: ['int4', (change) => change.accepted],
  late: ['int4', (change) => change.late],
  duplicates: ['int4', (change) => change.duplicates],
  conflicts: ['int4', (change) => change.conflicts],
  first_ts: ['timestamptz', (change) => change.firstMs],
  last_ts: ['timestamptz', (change) => change.last?.tsMs ?? null],
  last_value: ['float8', (change) => change.last?.value ?? null],
  rolled_up_to: ['timestamptz', (change) => change.rolledMs],
});

/**
 * Adds to the counters of series, moves their ends, and says whether most of their points arrive late, which
 * is looked up only when some did. Call it after the points have been inserted.
 */
export async function updateSeries(sql: SqlRunner, changes: SeriesChange[]) {
  await sql(
    `UPDATE series SET
       point_count = series.point_count + change.accepted, late_count = series.late_count + change.late,
       duplicate_count = series.duplicate_count + change.duplicates,
       conflict_count = series.conflict_count + change.conflicts,
       first_ts = least(series.first_ts, change.first_ts), last_ts = greatest(series.last_ts, change.last_ts),
       last_value = coalesce(change.last_value, series.last_value),
       rolled_up_to = coalesce(change.rolled_up_to, series.rolled_up_to),
       mostly_late = CASE WHEN change.late > 0 OR series.mostly_late THEN ${mostlyLate('series.id')} ELSE false END,
       version = series.version + 1
     FROM ${changed.as('change')}
     WHERE series.id = change.id`,
    changed.values(changes),
  );
}
