import type { Database } from '../client';
import type { TimeRange } from './chart-points';

export interface ReadingRow {
  runId: number;
  ts: Date;
  statistic: number | null;
  threshold: number | null;
  level: 'insufficient_data' | 'stable' | 'warning' | 'drift';
}

/**
 * The readings of a series' runs in buckets of `stepMs`: of every bucket the worst one (highest level, then highest
 * statistic), so that no alarm disappears. A step of 0 answers all. Reads every reading of the range.
 */
export function bucketedReadings(db: Database, runIds: number[], range: TimeRange, stepMs: number) {
  return db.$queryRaw<ReadingRow[]>`
    SELECT "runId", ts, statistic, threshold, level::text AS level FROM (
      SELECT DISTINCT ON (run_id, bucket) run_id AS "runId", ts, statistic, threshold, level FROM (
        SELECT *, CASE WHEN ${stepMs}::float8 = 0 THEN ts
          ELSE date_bin(make_interval(secs => greatest(${stepMs / 1000}::float8, 0.001)), ts, ${range.from}) END AS bucket
        FROM readings WHERE run_id = ANY(${runIds}::int[]) AND ts BETWEEN ${range.from} AND ${range.to}
      ) AS placed
      ORDER BY run_id, bucket, level DESC, statistic DESC NULLS LAST, ts
    ) AS worst ORDER BY "runId", ts`;
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
