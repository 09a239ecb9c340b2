import type { MetricDirection } from '../../detectors/types';
import { Prisma } from '../../generated/prisma/client';
import type { Database } from '../client';
import { effectOfIncident } from './model-figures';
import { isOpenIncident } from './open-incident';
import type { LevelName } from './runs';

export interface ModelSeriesRow {
  id: number;
  modelId: string;
  metric: string;
  labels: unknown;
  unit: string | null;
  direction: MetricDirection;
  lowerBound: number | null;
  upperBound: number | null;
  timeZone: string | null;
  firstMs: number | null;
  lastMs: number | null;
  lastValue: number | null;
  pointCount: number;
  lateCount: number;
  duplicateCount: number;
  conflictCount: number;
  mostlyLate: boolean;
  /** Moves with the row, and when a flush, or switching a detector off, stores states of its runs. */
  version: number;
  /** Worst level of the runs of enabled detectors. */
  level: LevelName | null;
  openIncidents: number;
  /** The open incident of the largest change in standard deviations, and that change; nulls without one. */
  incidentId: string | null;
  beforeMean: number | null;
  beforeSd: number | null;
  beforeCount: number | null;
  afterMean: number | null;
  afterCount: number | null;
  /** Its last points, newest first; null when it has none. Times in epoch milliseconds. */
  pointsMs: number[] | null;
  pointValues: number[] | null;
}

/** Open incidents first, what nobody watches last. */
const rankByUrgency = Prisma.sql`
  CASE WHEN incidents > 0 THEN 0 WHEN level = 'drift' THEN 1 WHEN level = 'warning' THEN 2 WHEN mostly_late THEN 3
    WHEN level = 'unstable' THEN 4 WHEN level = 'insufficient_data' THEN 5 WHEN level = 'stable' THEN 6 ELSE 7 END`;

/**
 * The series of models that need attention most, those first: of each model at most `perModel` after
 * the first `skip`, with their last `points` points.
 * All of it is one value of JSON: Prisma takes several times as long for cells.
 */
export async function modelSeries(
  db: Database,
  modelIds: string[],
  { perModel, skip, points }: { perModel: number; skip: number; points: number },
): Promise<ModelSeriesRow[]> {
  const [answer] = await db.$queryRaw<{ rows: ModelSeriesRow[] }[]>`
    SELECT coalesce(json_agg(shown), '[]') AS rows FROM (
      SELECT series.id, series.model_id AS "modelId", series.metric, labels, unit, direction,
        lower_bound AS "lowerBound", upper_bound AS "upperBound", time_zone AS "timeZone",
        round(date_part('epoch', first_ts) * 1000)::int8 AS "firstMs", round(date_part('epoch', last_ts) * 1000)::int8 AS "lastMs",
        last_value AS "lastValue", point_count AS "pointCount", late_count AS "lateCount",
        duplicate_count AS "duplicateCount", conflict_count AS "conflictCount", mostly_late AS "mostlyLate", series.version, ranked.level, ranked.incidents AS "openIncidents",
        worst.id AS "incidentId", before_mean AS "beforeMean", before_sd AS "beforeSd", before_count AS "beforeCount",
        after_mean AS "afterMean", after_count AS "afterCount",
        "pointsMs", "pointValues"
      FROM (
        SELECT id, level, incidents, worst_id,
          row_number() OVER (PARTITION BY model_id ORDER BY ${rankByUrgency}, effect DESC NULLS LAST, metric, labels_key) AS place
        FROM (
          SELECT series.id, model_id, metric, labels_key, mostly_late, worst.level, coalesce(open.count, 0) AS incidents,
            open.effect, open.worst_id
          FROM series LEFT JOIN (
            SELECT run.series_id, max(run.level) AS level FROM detector_runs AS run
            JOIN detectors ON detectors.id = run.detector_id AND enabled AND detectors.mode = 'live'
            JOIN series ON series.id = run.series_id AND series.model_id = ANY(${modelIds}::text[]) GROUP BY run.series_id
          ) AS worst ON worst.series_id = series.id LEFT JOIN (
            SELECT series_id, count(*)::int AS count, max(effect) AS effect,
              (array_agg(id ORDER BY effect DESC NULLS LAST, id))[1] AS worst_id
            FROM (SELECT id, series_id, ${effectOfIncident} AS effect FROM incidents WHERE ${isOpenIncident}) AS sized
            GROUP BY series_id
          ) AS open ON open.series_id = series.id
          WHERE model_id = ANY(${modelIds}::text[])
        ) AS judged
      ) AS ranked JOIN series USING (id) JOIN metrics ON metrics.name = series.metric
      LEFT JOIN incidents AS worst ON worst.id = ranked.worst_id
      CROSS JOIN LATERAL (
        SELECT array_agg(round(date_part('epoch', ts) * 1000)::int8) AS "pointsMs", array_agg(value) AS "pointValues" FROM (
          SELECT ts, value FROM points WHERE series_id = ranked.id ORDER BY ts DESC LIMIT ${points}
        ) AS newest
      ) AS latest
      WHERE place > ${skip} AND place <= ${skip + perModel} ORDER BY place
    ) AS shown`;
  return answer?.rows ?? [];
}

/**
 * The metrics of models by name, at most `perModel` of each, with how many series there are of them; and the
 * points of all.
 */
export function modelMetrics(db: Database, modelIds: string[], perModel: number) {
  return db.$queryRaw<{ modelId: string; name: string; seriesCount: number; modelPoints: number }[]>`
    SELECT model_id AS "modelId", metric AS name, series_count AS "seriesCount", model_points AS "modelPoints" FROM (
      SELECT model_id, metric, count(*)::int AS series_count, row_number() OVER (PARTITION BY model_id ORDER BY metric) AS place,
        (sum(sum(point_count)) OVER (PARTITION BY model_id))::float8 AS model_points
      FROM series WHERE model_id = ANY(${modelIds}::text[]) GROUP BY model_id, metric
    ) AS counted WHERE place <= ${perModel} ORDER BY model_id, metric`;
}
