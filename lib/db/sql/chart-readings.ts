import type { Database } from '../client';
import type { TimeRange } from './chart-points';

export interface ReadingRow {
  runId: number;
  ts: Date;
  statistic: number | null;
  threshold: number | null;
  level: 'insufficient_data' | 'stable' | 'warning' | 'drift';
}

/** Every reading of runs in a range. */
export function rawReadings(db: Database, runIds: number[], range: TimeRange) {
  return db.$queryRaw<ReadingRow[]>`
    SELECT run_id AS "runId", ts, statistic, threshold, level::text AS level FROM readings
    WHERE run_id = ANY(${runIds}::int[]) AND ts BETWEEN ${range.from} AND ${range.to} ORDER BY run_id, ts`;
}

/**
 * The readings of runs in buckets of `stepMs`: of every bucket the worst one (highest level, then highest statistic,
 * then the first), so that no alarm and no peak disappears. Reads every reading of the range; the largest of arrays is
 * found without sorting the whole rows.
 */
export function bucketedReadings(db: Database, runIds: number[], range: TimeRange, stepMs: number) {
  return db.$queryRaw<ReadingRow[]>`
    SELECT run_id AS "runId", to_timestamp(-worst[3]) AS ts, nullif(worst[2], '-infinity') AS statistic, worst[4] AS threshold,
      (ARRAY['insufficient_data', 'stable', 'warning', 'drift'])[worst[1]::int] AS level
    FROM (
      SELECT run_id, max(ARRAY[
        CASE level WHEN 'drift' THEN 4 WHEN 'warning' THEN 3 WHEN 'stable' THEN 2 ELSE 1 END,
        coalesce(statistic, '-infinity'), -date_part('epoch', ts), threshold
      ]) AS worst
      FROM readings WHERE run_id = ANY(${runIds}::int[]) AND ts BETWEEN ${range.from} AND ${range.to}
      GROUP BY run_id, date_bin(make_interval(secs => ${stepMs / 1000}::float8), ts, ${range.from})
    ) AS bucketed ORDER BY run_id, ts`;
}

/**
 * The same for ranges with too many readings to look at each: of every bucket the first drift, else the first
 * warning, else the last reading. Costs probes of indexes per run and bucket, whatever the range holds.
 */
export function sampledReadings(db: Database, runIds: number[], range: TimeRange, stepMs: number) {
  return db.$queryRaw<ReadingRow[]>`
    SELECT run.id AS "runId", worst.ts, worst.statistic, worst.threshold, worst.level::text AS level
    FROM unnest(${runIds}::int[]) AS run(id)
    CROSS JOIN generate_series(${range.from}, ${range.to}, make_interval(secs => ${stepMs / 1000}::float8)) AS bucket(ts)
    CROSS JOIN LATERAL (
      SELECT * FROM (
        (SELECT ts, statistic, threshold, level FROM readings WHERE run_id = run.id AND level = 'drift'::level
          AND ts >= bucket.ts AND ts < least(bucket.ts + make_interval(secs => ${stepMs / 1000}::float8), ${range.to}::timestamptz + interval '1 ms')
          ORDER BY ts LIMIT 1)
        UNION ALL
        (SELECT ts, statistic, threshold, level FROM readings WHERE run_id = run.id AND level = 'warning'::level
          AND ts >= bucket.ts AND ts < least(bucket.ts + make_interval(secs => ${stepMs / 1000}::float8), ${range.to}::timestamptz + interval '1 ms')
          ORDER BY ts LIMIT 1)
        UNION ALL
        (SELECT ts, statistic, threshold, level FROM readings WHERE run_id = run.id
          AND ts >= bucket.ts AND ts < least(bucket.ts + make_interval(secs => ${stepMs / 1000}::float8), ${range.to}::timestamptz + interval '1 ms')
          ORDER BY ts DESC LIMIT 1)
      ) AS candidates LIMIT 1
    ) AS worst ORDER BY run.id, worst.ts`;
}
