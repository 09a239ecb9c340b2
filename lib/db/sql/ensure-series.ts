import type { Transaction } from '../client';

export interface SeriesKey {
  modelId: string;
  metric: string;
  /** Canonical JSON of the labels. */
  labelsKey: string;
}

export interface NewMetric {
  name: string;
  unit: string | null;
  direction: 'higher_is_better' | 'lower_is_better' | 'two_sided';
  lower_bound: number | null;
  upper_bound: number | null;
}

export interface SeriesRow extends SeriesKey {
  id: number;
  direction: NewMetric['direction'];
  lastTs: Date | null;
  pointCount: number;
}

const columns = (keys: SeriesKey[]) => ({
  models: keys.map((key) => key.modelId),
  metrics: keys.map((key) => key.metric),
  labels: keys.map((key) => key.labelsKey),
});

function findSeriesIds(tx: Transaction, keys: SeriesKey[]) {
  const { models, metrics, labels } = columns(keys);
  return tx.$queryRaw<{ id: number; position: number }[]>`
    SELECT series.id, wanted.position::int AS position
    FROM unnest(${models}::text[], ${metrics}::text[], ${labels}::text[]) WITH ORDINALITY
      AS wanted(model_id, metric, labels_key, position)
    JOIN series ON series.model_id = wanted.model_id AND series.metric = wanted.metric
      AND series.labels_key = wanted.labels_key`;
}

/** Inserts in key order, so that two transactions which bring the same new names cannot wait for each other. */
async function insertSeries(tx: Transaction, keys: SeriesKey[], metricsInfo: NewMetric[]) {
  const { models, metrics, labels } = columns(keys);
  await tx.$executeRaw`
    INSERT INTO models (id) SELECT DISTINCT id FROM unnest(${models}::text[]) AS wanted(id) ORDER BY id
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO metrics (name, unit, direction, lower_bound, upper_bound)
    SELECT name, unit, direction::metric_direction, lower_bound, upper_bound FROM unnest(
      ${metricsInfo.map((metric) => metric.name)}::text[], ${metricsInfo.map((metric) => metric.unit)}::text[],
      ${metricsInfo.map((metric) => metric.direction)}::text[],
      ${metricsInfo.map((metric) => metric.lower_bound)}::float8[],
      ${metricsInfo.map((metric) => metric.upper_bound)}::float8[]
    ) AS wanted(name, unit, direction, lower_bound, upper_bound) ORDER BY name
    ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO series (model_id, metric, labels, labels_key)
    SELECT wanted.model_id, wanted.metric, wanted.labels_key::jsonb, wanted.labels_key
    FROM unnest(${models}::text[], ${metrics}::text[], ${labels}::text[]) AS wanted(model_id, metric, labels_key)
    ORDER BY wanted.model_id, wanted.metric, wanted.labels_key ON CONFLICT DO NOTHING`;
}

/**
 * The series of the keys, made where they are missing, with their rows locked in id order until the transaction
 * ends. `metricDefaults` says what a metric is taken to be that nobody has sent before.
 */
export async function ensureSeries(
  tx: Transaction,
  keys: SeriesKey[],
  metricDefaults: (name: string) => Omit<NewMetric, 'name'>,
): Promise<SeriesRow[]> {
  let found = await findSeriesIds(tx, keys);
  if (found.length < keys.length) {
    const present = new Set(found.map((row) => row.position - 1));
    const missing = keys.filter((_, index) => !present.has(index));
    const names = [...new Set(missing.map((key) => key.metric))];
    await insertSeries(
      tx,
      missing,
      names.map((name) => ({ name, ...metricDefaults(name) })),
    );
    found = await findSeriesIds(tx, keys);
  }
  return lockSeries(
    tx,
    found.map((row) => row.id),
  );
}

/** Locks series rows in id order until the transaction ends; whoever holds one evaluates its points alone. */
export function lockSeries(tx: Transaction, ids: number[]): Promise<SeriesRow[]> {
  return tx.$queryRaw<SeriesRow[]>`
    SELECT series.id, model_id AS "modelId", series.metric, labels_key AS "labelsKey", last_ts AS "lastTs",
      point_count AS "pointCount", metrics.direction::text AS direction
    FROM series JOIN metrics ON metrics.name = series.metric
    WHERE series.id = ANY(${ids}::int[]) ORDER BY series.id FOR NO KEY UPDATE OF series`;
}
