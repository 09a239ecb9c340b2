import type { Database } from '../../db/client';
import { listedFigures, type ModelFiguresRow } from '../../db/sql/model-figures';
import { type ModelSeriesRow, modelSeries } from '../../db/sql/model-series';
import { type ChangeRow, modelNames, openChanges } from '../../db/sql/overview';
import { labelsSchema } from '../../schemas/common';
import type { Change, Overview, OverviewRow } from '../../schemas/overview';
import { type ServiceCall, withDefaults } from '../call';
import { loadLearning } from '../models/load-learning';

/** How many models, open incidents, and names of each kind a model has, an overview holds. */
const mostModels = 10_000;
const mostChanges = 1000;
const mostNames = 100;

const timeOf = (ms: number) => new Date(ms).toISOString();

/** Effects beyond this say nothing more, and of a nearly constant series they would be astronomic. */
const largestEffect = 9999;

function toChange(row: ChangeRow): Change {
  const after = row.after ?? row.value;
  const effect =
    row.before === null || row.sd === null || row.sd === 0 ? null : (after - row.before) / row.sd;
  return {
    incident_id: row.incidentId,
    series_id: row.seriesId,
    model_id: row.modelId,
    metric: row.metric,
    labels: labelsSchema.parse(row.labels),
    unit: row.unit,
    direction: row.direction,
    opened_ts: timeOf(row.openedMs),
    onset_ts: row.onsetMs === null ? null : timeOf(row.onsetMs),
    before: row.before,
    after,
    effect: effect === null ? null : Math.max(-largestEffect, Math.min(largestEffect, effect)),
    sd: row.sd,
  };
}

/** By size; without an effect after those with one. */
const byEffect = (one: Change, other: Change) => Math.abs(other.effect ?? 0) - Math.abs(one.effect ?? 0);

/** How long the points take that a series still needs, at its usual rate. */
function remainingMs({ firstMs, lastMs, pointCount }: ModelSeriesRow, missing: number): number | null {
  if (firstMs === null || lastMs === null || pointCount < 2 || lastMs <= firstMs) return null;
  return Math.round(((lastMs - firstMs) / (pointCount - 1)) * Math.max(0, missing));
}

interface RowParts {
  shown: ModelSeriesRow | undefined;
  worst: Change | undefined;
  learning: Map<number, { seen: number; needed: number }>;
  names: { metrics: string[]; labels: Record<string, string[]> } | undefined;
}

function toSeries({ shown, worst }: RowParts): OverviewRow['series'] {
  if (worst !== undefined && worst.series_id !== shown?.id) {
    return {
      id: worst.series_id,
      metric: worst.metric,
      labels: worst.labels,
      unit: worst.unit,
      last_value: null,
    };
  }
  if (shown === undefined) return null;
  const { id, metric, unit, lastValue } = shown;
  return { id, metric, labels: labelsSchema.parse(shown.labels), unit, last_value: lastValue };
}

function toRow(figures: ModelFiguresRow, place: number, parts: RowParts): OverviewRow {
  const { shown, learning, names } = parts;
  const progress = figures.health === 'insufficient_data' && shown ? learning.get(shown.id) : undefined;
  return {
    id: figures.id,
    health: figures.health,
    place,
    series: toSeries(parts),
    series_count: figures.seriesCount,
    metrics: names?.metrics ?? [],
    labels: names?.labels ?? {},
    last_ts: figures.lastMs === null ? null : timeOf(figures.lastMs),
    learning:
      progress && shown
        ? { ...progress, remaining_ms: remainingMs(shown, progress.needed - progress.seen) }
        : null,
    open_incident_count: figures.openIncidents,
    open_job: figures.jobId && figures.jobStatus ? { id: figures.jobId, status: figures.jobStatus } : null,
  };
}

const byModel = <Item extends { modelId: string }>(items: Item[]) =>
  new Map(items.map((item) => [item.modelId, item]));

/** The series of each model that needs attention most; of all models, so without their points. */
async function urgentSeries(db: Database, ids: string[]): Promise<Map<string, ModelSeriesRow>> {
  return byModel(await modelSeries(db, ids, { perModel: 1, skip: 0, points: 0 }));
}

/** Every model as one light row, the most urgent first, and every open incident as a change; from a fixed number of queries. */
export async function getOverview(call: ServiceCall<Record<string, never>>): Promise<Overview> {
  const { db, now } = withDefaults(call);
  const [{ models }, changeRows, names, detectors] = await Promise.all([
    listedFigures(db, { order: 'urgency', words: [], after: null, limit: mostModels }),
    openChanges(db, mostChanges),
    modelNames(db, mostNames),
    db.detector.groupBy({ by: ['enabled'], _count: true }),
  ]);
  const shownOf = await urgentSeries(
    db,
    models.map(({ id }) => id),
  );
  const learning = await loadLearning(
    db,
    models.flatMap(({ id, health }) => {
      const shown = shownOf.get(id);
      return shown && health === 'insufficient_data' ? [shown.id] : [];
    }),
  );
  const changes = changeRows.map(toChange).sort(byEffect);
  const worstOf = new Map<string, Change>();
  for (const change of changes) if (!worstOf.has(change.model_id)) worstOf.set(change.model_id, change);
  const namesOf = byModel(names);
  return {
    rows: models.map((figures, place) =>
      toRow(figures, place, {
        shown: shownOf.get(figures.id),
        worst: worstOf.get(figures.id),
        learning,
        names: namesOf.get(figures.id),
      }),
    ),
    changes,
    detector_count: detectors.reduce((sum, group) => sum + group._count, 0),
    enabled_detector_count: detectors.find((group) => group.enabled)?._count ?? 0,
    at: now.toISOString(),
  };
}
