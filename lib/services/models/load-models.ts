import type { Database } from '../../db/client';
import { type ModelSeriesRow, modelMetrics, modelSeries } from '../../db/sql/model-series';
import { modelHealth } from '../../policy/model-health';
import { labelsSchema } from '../../schemas/common';
import { type Model, mostMetricNames, type SeriesSummary } from '../../schemas/models';
import { groupBy } from '../group-by';

/** How many values a sparkline shows. */
const sparklinePoints = 40;

const timeOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function sparklineOf({ pointsMs, pointValues }: ModelSeriesRow): SeriesSummary['sparkline'] {
  const firstMs = pointsMs?.at(-1) ?? 0;
  return {
    offsets_ms: (pointsMs ?? []).map((ms) => ms - firstMs).reverse(),
    values: (pointValues ?? []).toReversed(),
  };
}

function toSummary(row: ModelSeriesRow): SeriesSummary {
  return {
    id: row.id,
    metric: row.metric,
    labels: labelsSchema.parse(row.labels),
    unit: row.unit,
    direction: row.direction,
    lower_bound: row.lowerBound,
    upper_bound: row.upperBound,
    first_ts: timeOf(row.firstMs),
    last_ts: timeOf(row.lastMs),
    last_value: row.lastValue,
    point_count: row.pointCount,
    late_count: row.lateCount,
    duplicate_count: row.duplicateCount,
    conflict_count: row.conflictCount,
    level: row.level,
    open_incident_count: row.openIncidents,
    sparkline: sparklineOf(row),
  };
}

/** Models with what a screen shows of them, at most `seriesLimit` series of each, from a fixed number of queries. */
export async function loadModels(
  db: Database,
  rows: { id: string; createdAt: Date }[],
  seriesLimit: number,
): Promise<Model[]> {
  const ids = rows.map((row) => row.id);
  const [series, metrics, jobs] = await Promise.all([
    modelSeries(db, ids, { perModel: seriesLimit, points: sparklinePoints }),
    modelMetrics(db, ids, mostMetricNames),
    db.retrainJob.findMany({
      where: { modelId: { in: ids }, closedAt: null },
      select: { id: true, modelId: true, status: true },
    }),
  ]);
  const seriesOf = groupBy(series, (one) => one.modelId);
  const metricsOf = groupBy(metrics, (metric) => metric.modelId);
  const jobOf = new Map(jobs.map((job) => [job.modelId, { id: job.id, status: job.status }]));
  return rows.map((row) => {
    const ofModel = seriesOf.get(row.id) ?? [];
    const [whole] = ofModel;
    const openIncidents = whole?.modelIncidents ?? 0;
    return {
      id: row.id,
      created_at: row.createdAt.toISOString(),
      health: modelHealth([whole?.modelLevel ?? null], openIncidents),
      series: ofModel.map(toSummary),
      series_count: whole?.modelSeries ?? 0,
      metrics: (metricsOf.get(row.id) ?? []).map(({ name, seriesCount }) => ({
        name,
        series_count: seriesCount,
      })),
      last_ts: timeOf(whole?.modelLastMs ?? null),
      open_incident_count: openIncidents,
      open_job: jobOf.get(row.id) ?? null,
    };
  });
}
