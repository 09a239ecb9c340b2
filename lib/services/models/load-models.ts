import type { Database } from '../../db/client';
import { latestPoints } from '../../db/sql/latest-points';
import { modelHealth, worstLevel } from '../../policy/model-health';
import { labelsSchema } from '../../schemas/common';
import type { Model, SeriesSummary } from '../../schemas/models';
import { groupBy } from '../group-by';

/** How many values a sparkline shows. */
const sparklinePoints = 60;

const openIncident = { state: { not: 'resolved' } } as const;

function loadSeries(db: Database, modelIds: string[]) {
  return db.series.findMany({
    where: { modelId: { in: modelIds } },
    orderBy: [{ metricName: 'asc' }, { labelsKey: 'asc' }],
    include: {
      metric: true,
      runs: { where: { detector: { enabled: true } }, select: { level: true } },
      _count: { select: { incidents: { where: openIncident } } },
    },
  });
}
type SeriesRow = Awaited<ReturnType<typeof loadSeries>>[number];

function toSummary(row: SeriesRow, sparkline: SeriesSummary['sparkline']): SeriesSummary {
  return {
    id: row.id,
    metric: row.metricName,
    labels: labelsSchema.parse(row.labels),
    unit: row.metric.unit,
    direction: row.metric.direction,
    lower_bound: row.metric.lowerBound,
    upper_bound: row.metric.upperBound,
    first_ts: row.firstTs?.toISOString() ?? null,
    last_ts: row.lastTs?.toISOString() ?? null,
    last_value: row.lastValue,
    point_count: row.pointCount,
    late_count: row.lateCount,
    duplicate_count: row.duplicateCount,
    conflict_count: row.conflictCount,
    level: worstLevel(row.runs.map((run) => run.level)),
    open_incident_count: row._count.incidents,
    sparkline,
  };
}

/** Models with everything the overview shows, from a fixed number of queries. */
export async function loadModels(db: Database, rows: { id: string; createdAt: Date }[]): Promise<Model[]> {
  const ids = rows.map((row) => row.id);
  const [series, jobs] = await Promise.all([
    loadSeries(db, ids),
    db.retrainJob.findMany({ where: { modelId: { in: ids }, closedAt: null } }),
  ]);
  const points = await latestPoints(
    db,
    series.map((one) => one.id),
    sparklinePoints,
  );
  const pointsOf = groupBy(points, (point) => point.seriesId);
  const seriesOf = groupBy(series, (one) => one.modelId);
  const jobOf = new Map(jobs.map((job) => [job.modelId, { id: job.id, status: job.status }]));
  return rows.map((row) => {
    const summaries = (seriesOf.get(row.id) ?? []).map((one) =>
      toSummary(
        one,
        (pointsOf.get(one.id) ?? []).map(({ ts, value }) => ({ ts: ts.toISOString(), value })),
      ),
    );
    const openIncidents = summaries.reduce((sum, one) => sum + one.open_incident_count, 0);
    return {
      id: row.id,
      created_at: row.createdAt.toISOString(),
      health: modelHealth(
        summaries.map((one) => one.level),
        openIncidents,
      ),
      series: summaries,
      open_incident_count: openIncidents,
      open_job: jobOf.get(row.id) ?? null,
    };
  });
}
