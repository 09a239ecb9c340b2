import type { Transaction } from '../client';

export interface PointColumns {
  seriesIds: number[];
  tsMs: number[];
  values: number[];
  late: boolean[];
}

/** The stored values at the given times, in epoch milliseconds. */
export function storedPoints(tx: Transaction, seriesIds: number[], tsMs: number[]) {
  return tx.$queryRaw<{ seriesId: number; tsMs: number; value: number }[]>`
    SELECT series_id AS "seriesId", (extract(epoch FROM points.ts) * 1000)::float8 AS "tsMs", value
    FROM unnest(${seriesIds}::int[], ${tsMs}::float8[]) AS wanted(series_id, ts)
    JOIN points USING (series_id) WHERE points.ts = to_timestamp(wanted.ts / 1000)`;
}

/** Inserts points that are known to be new: the caller holds the locks of their series. */
export async function insertPoints(tx: Transaction, points: PointColumns, receivedAt: Date) {
  await tx.$executeRaw`
    INSERT INTO points (series_id, ts, value, received_at, late)
    SELECT series_id, to_timestamp(ts / 1000), value, ${receivedAt}, late FROM unnest(
      ${points.seriesIds}::int[], ${points.tsMs}::float8[], ${points.values}::float8[], ${points.late}::bool[]
    ) AS incoming(series_id, ts, value, late)`;
}

export interface SeriesChange {
  id: number;
  accepted: number;
  late: number;
  duplicates: number;
  conflicts: number;
  firstMs: number | null;
  /** Newest accepted point that is not late. */
  last: { tsMs: number; value: number } | null;
}

/** Adds to the counters of series and moves their ends. */
export async function updateSeries(tx: Transaction, changes: SeriesChange[]) {
  const column = <Value>(pick: (change: SeriesChange) => Value) => changes.map(pick);
  await tx.$executeRaw`
    UPDATE series SET
      point_count = series.point_count + change.accepted, late_count = series.late_count + change.late,
      duplicate_count = series.duplicate_count + change.duplicates, conflict_count = series.conflict_count + change.conflicts,
      first_ts = least(series.first_ts, to_timestamp(change.first_ms / 1000)),
      last_ts = greatest(series.last_ts, to_timestamp(change.last_ms / 1000)),
      last_value = coalesce(change.last_value, series.last_value)
    FROM unnest(
      ${column((change) => change.id)}::int[], ${column((change) => change.accepted)}::int[],
      ${column((change) => change.late)}::int[], ${column((change) => change.duplicates)}::int[],
      ${column((change) => change.conflicts)}::int[], ${column((change) => change.firstMs)}::float8[],
      ${column((change) => change.last?.tsMs ?? null)}::float8[],
      ${column((change) => change.last?.value ?? null)}::float8[]
    ) AS change(id, accepted, late, duplicates, conflicts, first_ms, last_ms, last_value)
    WHERE series.id = change.id`;
}
