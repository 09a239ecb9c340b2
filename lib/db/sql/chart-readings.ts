import type { Transaction } from '../client';
import type { TimeRange } from './chart-points';
import type { LevelName } from './runs';

export interface ReadingRow {
  runId: number;
  ts: Date;
  statistic: number | null;
  threshold: number | null;
  level: LevelName;
}

/** Every stored reading of runs in a range. */
export function rawReadings(db: Transaction, runIds: number[], { from, to }: TimeRange) {
  return db.$queryRaw<ReadingRow[]>`
    SELECT run_id AS "runId", ts, statistic, threshold, (enum_range(NULL::level))[level + 1]::text AS level
    FROM (
      SELECT run_id, unnest(ts) AS ts, unnest(statistics) AS statistic, unnest(thresholds) AS threshold, unnest(levels) AS level
      FROM reading_chunks WHERE run_id = ANY(${runIds}::int[]) AND first_ts <= ${to} AND last_ts >= ${from}
    ) AS readings WHERE ts BETWEEN ${from} AND ${to} ORDER BY run_id, ts`;
}

/**
 * The stored readings of runs for buckets of `stepMs`: at least the worst one of every bucket (highest level,
 * then highest statistic, then the first), so that no alarm and no peak disappears. A chunk inside one bucket
 * gives the worst reading that it is stored with, and others are looked into; with `isLong` only where they
 * hold an alarm. The largest of arrays is found without sorting the rows.
 */
export function worstReadings(
  db: Transaction,
  runIds: number[],
  { from, to, stepMs, isLong }: TimeRange & { stepMs: number; isLong: boolean },
) {
  const step = stepMs / 1000;
  return db.$queryRaw<ReadingRow[]>`
    WITH chunks AS (
      SELECT *, first_ts >= ${from} AND last_ts <= ${to} AND ((${isLong} AND worst_level < 'warning')
        OR date_bin(make_interval(secs => ${step}::float8), first_ts, ${from})
          = date_bin(make_interval(secs => ${step}::float8), last_ts, ${from})) AS is_summed_up
      FROM reading_chunks WHERE run_id = ANY(${runIds}::int[]) AND first_ts <= ${to} AND last_ts >= ${from}
    )
    SELECT run_id AS "runId", worst_ts AS ts, worst_statistic AS statistic, worst_threshold AS threshold,
      worst_level::text AS level
    FROM chunks WHERE is_summed_up
    UNION ALL
    SELECT run_id, to_timestamp(-worst[3]), nullif(worst[2], '-infinity'), worst[4],
      (enum_range(NULL::level))[worst[1]::int + 1]::text
    FROM (
      SELECT run_id, max(ARRAY[level, coalesce(statistic, '-infinity'), -date_part('epoch', ts), threshold]) AS worst
      FROM (
        SELECT run_id, unnest(ts) AS ts, unnest(statistics) AS statistic, unnest(thresholds) AS threshold, unnest(levels) AS level
        FROM chunks WHERE NOT is_summed_up
      ) AS readings
      WHERE ts BETWEEN ${from} AND ${to}
      GROUP BY run_id, date_bin(make_interval(secs => ${step}::float8), ts, ${from})
    ) AS bucketed`;
}
