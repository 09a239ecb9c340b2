import type pg from 'pg';

/** Seconds between points: at 10,000 points, from a week of minutes to more than a year of hours. */
const paces = [60, 300, 900, 3600];

const metrics = [
  { name: 'accuracy', direction: 'higher_is_better', unit: '1', lower: 0, upper: 1 },
  { name: 'log_loss', direction: 'lower_is_better', unit: null, lower: 0, upper: null },
  { name: 'latency_p99', direction: 'lower_is_better', unit: 'ms', lower: 0, upper: null },
  { name: 'positive_rate', direction: 'two_sided', unit: '1', lower: 0, upper: 1 },
];

export interface SeedPlan {
  series: number;
  models: number;
  pointsPerSeries: number;
  /** End of every series, in epoch milliseconds. */
  endMs: number;
}

/** Creates models, metrics and series; series `n` belongs to model `n` modulo the number of models. */
export async function seedSeries(client: pg.Client, plan: SeedPlan) {
  await client.query(
    `INSERT INTO models (id) SELECT 'bench-' || lpad(n::text, 5, '0') FROM generate_series(1, $1::int) AS n`,
    [plan.models],
  );
  for (const { name, direction, unit, lower, upper } of metrics) {
    await client.query(
      `INSERT INTO metrics (name, unit, direction, lower_bound, upper_bound) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [name, unit, direction, lower, upper],
    );
  }
  // With more than one series per model and metric, labels distinguish them.
  await client.query(
    `INSERT INTO series (model_id, metric, labels, labels_key)
     SELECT 'bench-' || lpad((n % $2 + 1)::text, 5, '0'), ($3::text[])[n / $2 % 4 + 1], labels::jsonb, labels
     FROM generate_series(0, $1::int - 1) AS n,
       LATERAL (SELECT CASE WHEN n / $2 < 4 THEN '{}' ELSE format('{"slice":"%s"}', n / $2 / 4) END AS labels) AS made
     ORDER BY n`,
    [plan.series, plan.models, metrics.map(({ name }) => name)],
  );
}

/**
 * Creates the points of some series: a level of its own, a daily wave and noise; one series in twenty shifts
 * in its last part. The same seed gives the same values.
 */
export async function seedPoints(client: pg.Client, plan: SeedPlan, fromId: number, toId: number) {
  await client.query('SELECT setseed($1::float8)', [(fromId % 1000) / 1000]);
  await client.query(
    `INSERT INTO points (series_id, ts, value, received_at)
     SELECT id, ts, CASE WHEN metric IN ('accuracy', 'positive_rate') THEN greatest(0, least(1, 0.5 + id % 40 / 100.0 + shape / 50))
       WHEN metric = 'log_loss' THEN 0.4 + abs(shape) / 10 ELSE 80 + id % 50 + 5 * shape END, ts
     FROM (
       SELECT series.id, series.metric, n, to_timestamp(($3::float8 - ($4::int - n) * 1000.0 * pace) / 1000) AS ts,
         sin((n * pace % 86400) / 86400.0 * 2 * pi()) / 2 + random() + random() + random() - 1.5
           + CASE WHEN id % 20 = 0 AND n > $4::int * 0.97 THEN -4 ELSE 0 END AS shape
       FROM series, LATERAL (SELECT ($5::int[])[id % 4 + 1] AS pace) AS paced, generate_series(1, $4::int) AS n
       WHERE series.id BETWEEN $1 AND $2 ORDER BY series.id, n
     ) AS drawn`,
    [fromId, toId, plan.endMs, plan.pointsPerSeries, paces],
  );
}

/** Computes rollups and the figures of the series from the points. */
export async function seedSummaries(
  client: pg.Client,
  steps: readonly number[],
  fromId: number,
  toId: number,
) {
  await client.query(
    `INSERT INTO rollups (series_id, step_seconds, bucket, count, late_count, sum, min, max, last, last_ts)
     SELECT series_id, step, date_bin(make_interval(secs => step), ts, 'epoch') AS bucket, count(*), 0, sum(value),
       min(value), max(value), (array_agg(value ORDER BY ts DESC))[1], max(ts)
     FROM points CROSS JOIN unnest($3::int[]) AS steps(step) WHERE series_id BETWEEN $1 AND $2
     GROUP BY series_id, step, bucket`,
    [fromId, toId, steps],
  );
  await client.query(
    `UPDATE series SET first_ts = seen.first, last_ts = seen.last, rolled_up_to = seen.last, point_count = seen.count, last_value = (
       SELECT value FROM points WHERE series_id = series.id AND ts = seen.last)
     FROM (SELECT series_id, min(ts) AS first, max(ts) AS last, count(*) AS count FROM points
       WHERE series_id BETWEEN $1 AND $2 GROUP BY series_id) AS seen WHERE series.id = seen.series_id`,
    [fromId, toId],
  );
}
