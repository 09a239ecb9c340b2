import type { Database } from '../../db/client';
import type { ModelFiguresRow, SilenceRule } from '../../db/sql/model-figures';
import { type ModelSeriesRow, modelMetrics, modelSeries } from '../../db/sql/model-series';
import type { LearningProgress } from '../../monitoring/index';
import { describeLateModel, describeLateSeries } from '../../policy/describe-lateness';
import {
  describeSilence,
  isSilent,
  leastSilentMs,
  silentIntervals,
  unknownIntervalSilentMs,
  usualIntervalMs,
} from '../../policy/silence';
import { labelsSchema } from '../../schemas/common';
import type { Learning } from '../../schemas/detectors';
import { type Model, maxMetricNames, type SeriesSummary } from '../../schemas/models';
import { groupBy } from '../group-by';
import { toChange } from '../incidents/to-change';
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

/** The rule of the policy in the form for the database. */
export const silenceAt = (now: Date): SilenceRule => ({
  nowMs: now.getTime(),
  intervals: silentIntervals,
  leastMs: leastSilentMs,
  unknownMs: unknownIntervalSilentMs,
});

/** From the points at hand, otherwise the average since the first point. */
function intervalOf({ pointsMs, firstMs, lastMs, pointCount }: ModelSeriesRow): number | null {
  const usual = usualIntervalMs(pointsMs ?? []);
  if (usual !== null || firstMs === null || lastMs === null || pointCount < 2) return usual;
  return (lastMs - firstMs) / (pointCount - 1);
}

/** Time for each point lately; less than the usual interval where they come in bursts. */
function spacingOf(row: ModelSeriesRow): number | null {
  const { pointsMs } = row;
  if (pointsMs === null || pointsMs.length < 2) return intervalOf(row);
  return Math.abs((pointsMs[0] as number) - (pointsMs.at(-1) as number)) / (pointsMs.length - 1);
}

function withRemaining(progress: LearningProgress | null, row: ModelSeriesRow): Learning | null {
  if (progress === null) return null;
  const spacingMs = spacingOf(row);
  const left = Math.max(0, progress.needed - progress.seen);
  return { ...progress, remaining_ms: spacingMs === null ? null : left * spacingMs };
}

function toWorst(row: ModelSeriesRow): Model['worst'] {
  return {
    series_id: row.id,
    metric: row.metric,
    labels: labelsSchema.parse(row.labels),
    unit: row.unit,
    direction: row.direction,
    lower_bound: row.lowerBound,
    upper_bound: row.upperBound,
    level: row.level,
    last_value: row.lastValue,
    incident_id: row.incidentId,
    change: toChange(row),
  };
}

function toSummary(row: ModelSeriesRow, learning: Learning | null, nowMs: number): SeriesSummary {
  const intervalMs = intervalOf(row);
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
    usual_interval_ms: intervalMs,
    silent_since:
      row.lastMs !== null && !row.mostlyLate && isSilent(row.lastMs, intervalMs, nowMs)
        ? timeOf(row.lastMs)
        : null,
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
  const isFirstPart = limit > 0 && skip === 0;
  const [series, first, metrics] = await Promise.all([
    limit > 0 ? modelSeries(db, ids, { perModel: limit, skip, points: sparklinePoints }) : [],
    isFirstPart ? null : modelSeries(db, ids, { perModel: 1, skip: 0, points: 0 }),
    modelMetrics(db, ids, maxMetricNames),
  ]);
  const seriesOf = groupBy(series, (one) => one.modelId);
  const firstOf = first ? groupBy(first, (one) => one.modelId) : seriesOf;
  const worstOf = (id: string) => firstOf.get(id)?.[0] ?? null;
  // The first models are seen first.
  const inOrder = ids.flatMap((id) => [
    ...(first ? (firstOf.get(id) ?? []) : []),
    ...(seriesOf.get(id) ?? []),
  ]);
  const progress = await loadLearning(
    db,
    inOrder.flatMap(({ id, level }) => (level === 'insufficient_data' ? [id] : [])),
  );
  const learningOf = (one: ModelSeriesRow) => withRemaining(progress.get(one.id) ?? null, one);
  const metricsOf = groupBy(metrics, (metric) => metric.modelId);
  return rows.map((row) => {
    const worst = worstOf(row.id);
    return {
      id: row.id,
      created_at: new Date(row.createdMs).toISOString(),
      health: row.health,
      health_reason: reasonOf(row, now.getTime()),
      silent_since: row.isSilent ? timeOf(row.lastMs) : null,
      usual_interval_ms: row.usualMs ?? (worst && intervalOf(worst)),
      learning: worst && row.health === 'insufficient_data' ? learningOf(worst) : null,
      worst: worst && toWorst(worst),
      series: (seriesOf.get(row.id) ?? []).map((one) => toSummary(one, learningOf(one), now.getTime())),
      series_count: row.seriesCount,
      point_count: metricsOf.get(row.id)?.[0]?.modelPoints ?? 0,
      metrics: (metricsOf.get(row.id) ?? []).map(({ name, seriesCount }) => ({
        name,
        series_count: seriesCount,
      })),
      last_ts: timeOf(row.lastMs),
      open_incident_count: row.openIncidents,
      open_job: row.jobId && row.jobStatus ? { id: row.jobId, status: row.jobStatus } : null,
    };
  });
}

function reasonOf({ health, lateSeries, lastMs, usualMs }: ModelFiguresRow, nowMs: number): string | null {
  if (health === 'late') return describeLateModel(lateSeries);
  return health === 'silent' && lastMs !== null ? describeSilence(lastMs, usualMs, nowMs) : null;
}
