import type pg from 'pg';
import { chunkReadings } from '../../lib/db/sql/reading-chunks';

const detectorId = '00000000-0000-7000-8000-00000000be4c';

/**
 * Creates a detector on every series. Its runs have an older revision, so the next point of a series primes
 * its run again.
 */
export async function seedRuns(client: pg.Client) {
  await client.query(
    `INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
     VALUES ($1, 'bench', '*', '*', 'ewma', '{}', now())`,
    [detectorId],
  );
  await client.query(
    `INSERT INTO detector_runs (detector_id, series_id, revision, state)
     SELECT $1, id, 0, '{}' FROM series ORDER BY id`,
    [detectorId],
  );
}

/**
 * Creates readings like those of a control chart, in chunks: the distance from the mean of the series in
 * standard deviations, with threshold three.
 */
export async function seedReadings(client: pg.Client, fromId: number, toId: number) {
  await client.query(
    `INSERT INTO reading_chunks (run_id, first_ts, last_ts, ts, statistics, thresholds, levels, worst_level, worst_ts,
       worst_statistic, worst_threshold)
     SELECT id, min(ts), max(ts), array_agg(ts ORDER BY ts), array_agg(distance ORDER BY ts), array_agg(3::float8), array_agg(level::int2 ORDER BY ts),
       (enum_range(NULL::level))[max(level) + 1], (array_agg(ts ORDER BY distance DESC NULLS LAST, ts))[1], max(distance), 3
     FROM (
       SELECT run.id, ts, distance, CASE WHEN distance > 3 THEN 3 WHEN distance > 2.7 THEN 2 ELSE 1 END AS level,
         (row_number() OVER (PARTITION BY run.id ORDER BY ts) - 1) / $3::int AS chunk
       FROM (
         SELECT series_id, ts, abs(value - mean) / nullif(deviation, 0) AS distance FROM points JOIN (
           SELECT series_id, avg(value) AS mean, stddev_pop(value) AS deviation FROM points
           WHERE series_id BETWEEN $1 AND $2 GROUP BY series_id
         ) AS moments USING (series_id)
       ) AS judged JOIN detector_runs AS run USING (series_id)
     ) AS numbered GROUP BY id, chunk`,
    [fromId, toId, chunkReadings],
  );
  await client.query(
    `UPDATE detector_runs AS run SET level = newest.level, checkpoint_ts = newest.last_ts
     FROM detector_runs AS own CROSS JOIN LATERAL (
       SELECT last_ts, (enum_range(NULL::level))[levels[cardinality(levels)] + 1] AS level
       FROM reading_chunks WHERE run_id = own.id ORDER BY last_ts DESC LIMIT 1
     ) AS newest WHERE own.id = run.id AND run.series_id BETWEEN $1 AND $2`,
    [fromId, toId],
  );
}
