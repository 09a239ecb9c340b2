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
 * statistic), so that no alarm disappears. A step of 0 answers all.
 */
export function bucketedReadings(db: Database, runIds: number[], range: TimeRange, stepMs: number) {
  return db.$queryRaw<ReadingRow[]>`
    SELECT "runId", ts, statistic, threshold, level::text AS level FROM (
      SELECT DISTINCT ON (run_id, bucket) run_id AS "runId", ts, statistic, threshold, level FROM (
        SELECT *, CASE WHEN ${stepMs}::float8 = 0 THEN extract(epoch FROM ts) * 1000
          ELSE floor(extract(epoch FROM ts - ${range.from}::timestamptz) * 1000 / ${stepMs}::float8) END AS bucket
        FROM readings WHERE run_id = ANY(${runIds}::int[]) AND ts BETWEEN ${range.from} AND ${range.to}
      ) AS placed
      ORDER BY run_id, bucket, level DESC, statistic DESC NULLS LAST, ts
    ) AS worst ORDER BY "runId", ts`;
}
