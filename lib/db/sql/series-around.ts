import type { Database } from '../client';
import { isOpenIncident } from './open-incident';

/** A series of a model with its values before and after a time; nulls where it has none. */
export interface SeriesAroundRow {
  id: number;
  metric: string;
  labels: Record<string, string>;
  unit: string | null;
  direction: 'higher_is_better' | 'lower_is_better' | 'two_sided';
  beforeMean: number | null;
  beforeSd: number | null;
  afterMean: number | null;
  incidentId: string | null;
  onsetMs: number | null;
}

interface Around {
  modelId: string;
  metric: string;
  labelsKey: string;
  beforeFromMs: number;
  onsetMs: number;
  afterToMs: number;
}

/** So many series of the metric, and of the other metrics of the model, are looked at. */
const maxSiblings = 300;
const maxOthers = 200;
/** And so many points of each on a side. */
const maxPoints = 500;

/**
 * The series of a model around a time, those of a metric first: at most 300 of it and 200 of other metrics,
 * of which those with the given labels come first. `incidentId` is the newest open incident, else the newest
 * that began in the range.
 */
export async function seriesAround(db: Database, around: Around): Promise<SeriesAroundRow[]> {
  const { modelId, metric, labelsKey, beforeFromMs, onsetMs, afterToMs } = around;
  const [answer] = await db.$queryRaw<{ rows: SeriesAroundRow[] }[]>`
    WITH chosen AS MATERIALIZED (
      (SELECT id FROM series WHERE model_id = ${modelId} AND metric = ${metric} ORDER BY labels_key <> ${labelsKey}, id LIMIT ${maxSiblings})
      UNION ALL
      (SELECT id FROM series WHERE model_id = ${modelId} AND metric <> ${metric} ORDER BY labels_key <> ${labelsKey}, id LIMIT ${maxOthers})
    )
    SELECT coalesce(json_agg(shown), '[]') AS rows FROM (
      SELECT series.id, series.metric, labels, unit, direction, before.mean AS "beforeMean", before.sd AS "beforeSd",
        after.mean AS "afterMean", told.id AS "incidentId", round(date_part('epoch', told.onset_ts) * 1000)::int8 AS "onsetMs"
      FROM chosen JOIN series USING (id) JOIN metrics ON metrics.name = series.metric
      CROSS JOIN LATERAL (
        SELECT avg(value) AS mean, stddev_samp(value) AS sd FROM (
          SELECT least(greatest(value, -1e150), 1e150) AS value FROM points WHERE series_id = series.id
            AND ts >= to_timestamp(${beforeFromMs}::float8 / 1000) AND ts < to_timestamp(${onsetMs}::float8 / 1000)
          ORDER BY ts DESC LIMIT ${maxPoints}) AS last
      ) AS before CROSS JOIN LATERAL (
        SELECT avg(value) AS mean FROM (
          SELECT least(greatest(value, -1e150), 1e150) AS value FROM points WHERE series_id = series.id
            AND ts >= to_timestamp(${onsetMs}::float8 / 1000) AND ts < to_timestamp(${afterToMs}::float8 / 1000)
          ORDER BY ts LIMIT ${maxPoints}) AS first
      ) AS after LEFT JOIN LATERAL (
        SELECT id, onset_ts FROM incidents WHERE incidents.series_id = series.id AND (${isOpenIncident}
          OR opened_ts BETWEEN to_timestamp(${beforeFromMs}::float8 / 1000) AND to_timestamp(${afterToMs}::float8 / 1000))
        ORDER BY ${isOpenIncident} DESC, id DESC LIMIT 1
      ) AS told ON true
    ) AS shown`;
  return answer?.rows ?? [];
}
