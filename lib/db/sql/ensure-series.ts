import type { MetricDirection } from '../../detectors/types';
import { float8Array, int4Array } from '../binary-arrays';
import type { SqlRunner } from '../sql-runner';
import { hasCode, serializationFailure } from '../unavailable';
import { rowColumns } from './columns';
import { failUnless, orAgain } from './fail-unless';

export interface SeriesKey {
  modelId: string;
  metric: string;
  /** Canonical JSON of the labels. */
  labelsKey: string;
}

export interface NewMetric {
  name: string;
  unit: string | null;
  direction: MetricDirection;
  lower_bound: number | null;
  upper_bound: number | null;
}

export interface SeriesRow extends SeriesKey {
  id: number;
  direction: NewMetric['direction'];
  /** Of its metric; null when nobody has said. */
  timeZone: string | null;
  lastTs: Date | null;
  pointCount: number;
  /** Up to when all points are in rollups; null: none is yet. */
  rolledUpTo: Date | null;
  /** Moves with the row, and when a flush, or switching a detector off, stores states of its runs. */
  version: number;
}

const wantedSeries = rowColumns<SeriesKey>({
  model_id: ['text', (key) => key.modelId],
  metric: ['text', (key) => key.metric],
  labels_key: ['text', (key) => key.labelsKey],
});
const wantedModels = rowColumns<SeriesKey>({ id: ['text', (key) => key.modelId] });
const wantedMetrics = rowColumns<NewMetric>({
  name: ['text', (metric) => metric.name],
  unit: ['text', (metric) => metric.unit],
  direction: ['text', (metric) => metric.direction, 'metric_direction'],
  lower_bound: ['float8', (metric) => metric.lower_bound],
  upper_bound: ['float8', (metric) => metric.upper_bound],
});

/** The ids of series, in the order of their keys; null where there is none yet. */
export async function findSeriesIds(sql: SqlRunner, keys: SeriesKey[]): Promise<(number | null)[]> {
  const rows = await sql<{ id: number; position: number }>(
    `SELECT series.id, wanted.position::int AS position
     FROM ${wantedSeries.as('wanted', 'WITH ORDINALITY')}
     JOIN series ON series.model_id = wanted.model_id AND series.metric = wanted.metric
       AND series.labels_key = wanted.labels_key`,
    wantedSeries.values(keys),
  );
  const ids = new Array<number | null>(keys.length).fill(null);
  for (const { id, position } of rows) ids[position - 1] = id;
  return ids;
}

/**
 * How many series fit under `maxSeries`, of which `wanted` are needed: exact when they might not all fit. Ids
 * only grow, so the last one given says without counting that there are no more series than that.
 */
export async function freeSeries(sql: SqlRunner, wanted: number, maxSeries: number): Promise<number> {
  const [row] = await sql<{ free: number }>(
    `SELECT $2::int - CASE WHEN last_value + $1::int <= $2::int THEN last_value
       ELSE (SELECT count(*) FROM series) END::float8 AS free FROM series_id_seq`,
    [wanted, maxSeries],
  );
  return row?.free ?? 0;
}

const foreignKeyViolation = '23503';

/**
 * Makes series with their models and metrics where they are missing. Inserts in key order, so that two
 * transactions which bring the same new names cannot wait for each other. Fails the transaction as one to do
 * again when a model is deleted at the same moment.
 */
export async function insertSeries(sql: SqlRunner, keys: SeriesKey[], metrics: NewMetric[]) {
  await Promise.all([
    sql(
      `INSERT INTO models (id) SELECT DISTINCT id FROM ${wantedModels.as('wanted')} ORDER BY id
       ON CONFLICT DO NOTHING`,
      wantedModels.values(keys),
    ),
    sql(
      `INSERT INTO metrics (${wantedMetrics.names})
       SELECT ${wantedMetrics.selected} FROM ${wantedMetrics.as('wanted')} ORDER BY name
       ON CONFLICT DO NOTHING`,
      wantedMetrics.values(metrics),
    ),
    sql(
      `INSERT INTO series (model_id, metric, labels, labels_key)
       SELECT wanted.model_id, wanted.metric, wanted.labels_key::jsonb, wanted.labels_key
       FROM ${wantedSeries.as('wanted')}
       ORDER BY wanted.model_id, wanted.metric, wanted.labels_key ON CONFLICT DO NOTHING`,
      wantedSeries.values(keys),
    ),
  ]).catch((cause) => {
    if (!hasCode(cause, new Set([foreignKeyViolation]))) throw cause;
    throw Object.assign(new Error('a model was deleted', { cause }), { code: serializationFailure });
  });
}

/** Locks series rows in id order until the transaction ends; whoever holds one evaluates its points alone. */
export function lockSeries(sql: SqlRunner, ids: number[]): Promise<SeriesRow[]> {
  return sql<SeriesRow>(
    `SELECT series.id, model_id AS "modelId", series.metric, labels_key AS "labelsKey", last_ts AS "lastTs",
       point_count::float8 AS "pointCount", rolled_up_to AS "rolledUpTo", series.version::float8 AS version, metrics.direction::text AS direction,
       metrics.time_zone AS "timeZone"
     FROM series JOIN metrics ON metrics.name = series.metric
     WHERE series.id = ANY($1::int[]) ORDER BY series.id FOR NO KEY UPDATE OF series`,
    [int4Array(ids)],
  );
}

/**
 * Says that states of the runs of locked series were stored: what any process has in memory of them is stale.
 */
export async function moveVersions(sql: SqlRunner, ids: number[]) {
  await sql('UPDATE series SET version = version + 1 WHERE id = ANY($1::int[])', [int4Array(ids)]);
}

/**
 * Locks series rows as `lockSeries` does. Fails the transaction as one to do again when a row is not the one
 * that was seen, or the detectors are not (see `detectorsVersion`): what the caller has in memory is not the
 * present then.
 */
export function lockIfUnchanged(sql: SqlRunner, seen: SeriesRow[], detectors: string): Promise<void> {
  const isUnchanged = `
    (SELECT count(*) FROM held JOIN unnest($1::int[], $2::float8[]) AS seen(id, version) USING (id, version))
      = cardinality($1::int[])
    AND $3 = coalesce((SELECT version::text FROM detector_set), '')`;
  const sent = sql(
    `WITH held AS MATERIALIZED (
       SELECT id, version::float8 AS version FROM series WHERE id = ANY($1::int[]) ORDER BY id FOR NO KEY UPDATE
     )
     SELECT ${failUnless(isUnchanged)}`,
    [int4Array(seen.map(({ id }) => id)), float8Array(seen.map(({ version }) => version)), detectors],
  );
  return orAgain(sent, 'what was seen has moved');
}
