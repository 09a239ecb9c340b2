import { listedFigures } from '../../db/sql/model-figures';
import { countEnded, modelLabels, type OpenChangeRow, openChanges } from '../../db/sql/overview';
import { labelsSchema } from '../../schemas/common';
import type { Model } from '../../schemas/models';
import type { OpenChange, Overview, OverviewRow } from '../../schemas/overview';
import { type ServiceCall, withDefaults } from '../call';
import { toChange } from '../incidents/to-change';
import { loadModels, silenceAt } from '../models/load-models';
import { visibleDetectors, visiblePatterns } from '../visible-models';

/**
 * How many models and open incidents an overview holds, and how many values of a label each model has there.
 */
const mostModels = 10_000;
const mostChanges = 1000;
const mostLabelValues = 100;
const dayMs = 86_400_000;

const timeOf = (ms: number) => new Date(ms).toISOString();
const everything = { words: [], fields: new Map(), labels: new Map() };

function toOpenChange(row: OpenChangeRow): OpenChange {
  const change = toChange(row);
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
    before: change?.before.mean ?? null,
    after: change?.after.mean ?? row.value,
    sd: change?.before.sd ?? null,
    effect: change?.effect ?? null,
  };
}

function toRow(model: Model, place: number, labels: OverviewRow['labels']): OverviewRow {
  const { worst } = model;
  return {
    id: model.id,
    health: model.health,
    place,
    series: worst && {
      id: worst.series_id,
      metric: worst.metric,
      labels: worst.labels,
      unit: worst.unit,
      last_value: worst.last_value,
    },
    series_count: model.series_count,
    metrics: model.metrics.map(({ name }) => name),
    labels,
    last_ts: model.last_ts,
    learning: model.learning,
    open_incident_count: model.open_incident_count,
    open_job: model.open_job,
  };
}

/**
 * Every model as one light row, the most urgent first, and every open incident as a change; from a fixed
 * number of queries.
 */
export async function getOverview(call: ServiceCall<Record<string, never>>): Promise<Overview> {
  const { actor, db, now } = withDefaults(call);
  const visible = visiblePatterns(actor);
  const [{ models: figures }, changes, endedCount, labels, detectors] = await Promise.all([
    listedFigures(db, {
      order: 'urgency',
      visible,
      search: everything,
      silence: silenceAt(now),
      after: null,
      limit: mostModels,
    }),
    openChanges(db, visible, mostChanges),
    countEnded(db, visible, new Date(now.getTime() - dayMs)),
    modelLabels(db, visible, mostLabelValues),
    db.detector.groupBy({
      by: ['enabled'],
      where: { deletedAt: null, ...(await visibleDetectors(db, actor)) },
      _count: true,
    }),
  ]);
  const models = await loadModels(db, figures, { limit: 0, skip: 0, now });
  const labelsOf = new Map(labels.map((row) => [row.modelId, row.labels]));
  return {
    rows: models.map((model, place) => toRow(model, place, labelsOf.get(model.id) ?? {})),
    changes: changes.map(toOpenChange),
    ended_count: endedCount,
    detector_count: detectors.reduce((sum, group) => sum + group._count, 0),
    enabled_detector_count: detectors.find((group) => group.enabled)?._count ?? 0,
    at: now.toISOString(),
  };
}
