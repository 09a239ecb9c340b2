import type { Transaction } from '../client';

/** Successive readings of a run in drift. Times in epoch milliseconds. */
export interface DriftStretch {
  runId: number;
  fromMs: number;
  /** Of the last reading in drift. */
  lastMs: number;
  /** Of the first reading after it; null when there is none stored. */
  endMs: number | null;
  /** Of the reading of the highest statistic. */
  statistic: number | null;
  threshold: number | null;
}

/** So many chunks with a drift are looked into, the newest first. */
const maxChunks = 200;

/** The stretches of drift in the stored readings of runs, in the order of time. */
export async function driftStretches(
  db: Transaction,
  runIds: number[],
  { from, to }: { from: Date; to: Date },
): Promise<DriftStretch[]> {
  const [answer] = await db.$queryRaw<{ rows: DriftStretch[] }[]>`
    WITH chunks AS MATERIALIZED (
      SELECT * FROM reading_chunks WHERE run_id = ANY(${runIds}::int[]) AND worst_level = 'drift'
        AND first_ts <= ${to} AND last_ts >= ${from} ORDER BY last_ts DESC LIMIT ${maxChunks}
    ), readings AS (
      SELECT run_id, ts, statistic, threshold, level = 4 AS is_drift,
        row_number() OVER (PARTITION BY run_id ORDER BY ts)
          - row_number() OVER (PARTITION BY run_id, level = 4 ORDER BY ts) AS island,
        lead(ts) OVER (PARTITION BY run_id ORDER BY ts) AS next_ts
      FROM (
        SELECT run_id, unnest(ts) AS ts, unnest(statistics) AS statistic, unnest(thresholds) AS threshold, unnest(levels) AS level
        FROM chunks
      ) AS unpacked
    )
    SELECT coalesce(json_agg(stretch ORDER BY "fromMs"), '[]') AS rows FROM (
      SELECT run_id AS "runId", round(date_part('epoch', min(ts)) * 1000)::int8 AS "fromMs",
        round(date_part('epoch', max(ts)) * 1000)::int8 AS "lastMs",
        round(date_part('epoch', (array_agg(next_ts ORDER BY ts DESC))[1]) * 1000)::int8 AS "endMs",
        (array_agg(statistic ORDER BY statistic DESC NULLS LAST))[1] AS statistic,
        (array_agg(threshold ORDER BY statistic DESC NULLS LAST))[1] AS threshold
      FROM readings WHERE is_drift GROUP BY run_id, island
    ) AS stretch`;
  return answer?.rows ?? [];
}
