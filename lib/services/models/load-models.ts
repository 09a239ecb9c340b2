import type { Database } from '../../db/client';
import type { ModelFiguresRow } from '../../db/sql/model-figures';
import { type ModelSeriesRow, modelMetrics, modelSeries } from '../../db/sql/model-series';
import { describeLateModel, describeLateSeries } from '../../policy/describe-lateness';
import { labelsSchema } from '../../schemas/common';
import type { Learning } from '../../schemas/detectors';
import { type Model, maxMetricNames, type SeriesSummary } from '../../schemas/models';
import { groupBy } from '../group-by';
import { loadLearning } from './load-learning';

/** Number of values in a sparkline. */
const sparklinePoints = 40;

const timeOf = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function sparklineOf({ pointsMs, pointValues }: ModelSeriesRow): SeriesSummary['sparkline'] {
  const firstMs = pointsMs?.at(-1) ?? 0;
  return {
    offsets_ms: (pointsMs ?? []).map((ms) => ms - firstMs).reverse(),
    values: (pointValues ?? []).toReversed(),
  };
}

function toSummary(row: ModelSeriesRow, learning: Learning | null, nowMs: number): SeriesSummary {
  return {
    id: row.id,
    metric: row.metric,
    labels: labelsSchema.parse(row.labels),
    unit: row.unit,
    direction: row.direction,
    lower_bound: row.lowerBound,
    upper_bound: row.upperBound,
    time_zone: row.timeZone,
    first_ts: timeOf(row.firstMs),
    last_ts: timeOf(row.lastMs),
    last_value: row.lastValue,
    point_count: row.pointCount,
    late_count: row.lateCount,
    duplicate_count: row.duplicateCount,
    conflict_count: row.conflictCount,
    mostly_late: row.mostlyLate,
    late_reason: row.mostlyLate && row.lastMs !== null ? describeLateSeries(row.lastMs, nowMs) : null,
    version: row.version,
    level: row.level,
    learning,
    open_incident_count: row.openIncidents,
    sparkline: sparklineOf(row),
  };
}

/**
 * Loads models with everything a screen shows about them, and a few series of each, in a fixed number of
 * queries.
 */
export async function loadModels(
  db: Database,
  rows: ModelFiguresRow[],
  { limit, skip, now }: { limit: number; skip: number; now: Date },
): Promise<Model[]> {
  const ids = rows.map((row) => row.id);
  const [series, metrics] = await Promise.all([
    limit > 0 ? modelSeries(db, ids, { perModel: limit, skip, points: sparklinePoints }) : [],
    modelMetrics(db, ids, maxMetricNames),
  ]);
  const seriesOf = groupBy(series, (one) => one.modelId);
  // The first models are seen first.
  const inOrder = ids.flatMap((id) => seriesOf.get(id) ?? []);
  const learning = await loadLearning(
    db,
    inOrder.flatMap(({ id, level }) => (level === 'insufficient_data' ? [id] : [])),
  );
  const metricsOf = groupBy(metrics, (metric) => metric.modelId);
  return rows.map((row) => ({
    id: row.id,
    created_at: new Date(row.createdMs).toISOString(),
    health: row.health,
    health_reason: row.health === 'late' ? describeLateModel(row.lateSeries) : null,
    series: (seriesOf.get(row.id) ?? []).map((one) =>
      toSummary(one, learning.get(one.id) ?? null, now.getTime()),
    ),
    series_count: row.seriesCount,
    point_count: metricsOf.get(row.id)?.[0]?.modelPoints ?? 0,
    metrics: (metricsOf.get(row.id) ?? []).map(({ name, seriesCount }) => ({
      name,
      series_count: seriesCount,
    })),
    last_ts: timeOf(row.lastMs),
    open_incident_count: row.openIncidents,
    open_job: row.jobId && row.jobStatus ? { id: row.jobId, status: row.jobStatus } : null,
  }));
}
