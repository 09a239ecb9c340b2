import type pg from 'pg';

const detectorId = '00000000-0000-7000-8000-00000000be4c';

/** A detector on every series. Its runs are of an older revision: the next point of a series primes its run anew. */
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

/** Readings as a control chart gives them: the distance from the series' mean in standard deviations, against three. */
export async function seedReadings(client: pg.Client, fromId: number, toId: number) {
  await client.query(
    `INSERT INTO readings (run_id, ts, statistic, threshold, level)
     SELECT run.id, ts, distance, 3, (CASE WHEN distance > 3 THEN 'drift' WHEN distance > 2.7 THEN 'warning' ELSE 'stable' END)::level
     FROM (
       SELECT series_id, ts, abs(value - mean) / nullif(deviation, 0) AS distance FROM points JOIN (
         SELECT series_id, avg(value) AS mean, stddev_pop(value) AS deviation FROM points
         WHERE series_id BETWEEN $1 AND $2 GROUP BY series_id
       ) AS moments USING (series_id)
     ) AS judged JOIN detector_runs AS run USING (series_id) ORDER BY run.id, ts`,
    [fromId, toId],
  );
  await client.query(
    `UPDATE detector_runs AS run SET level = newest.level, state_ts = newest.ts
     FROM detector_runs AS own CROSS JOIN LATERAL (
       SELECT * FROM readings WHERE run_id = own.id ORDER BY ts DESC LIMIT 1
     ) AS newest WHERE own.id = run.id AND run.series_id BETWEEN $1 AND $2`,
    [fromId, toId],
  );
}
