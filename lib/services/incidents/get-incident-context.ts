import { z } from 'zod';
import type { Database } from '../../db/client';
import { pointColumns } from '../../db/sql/preview-series';
import { type SeriesAroundRow, seriesAround } from '../../db/sql/series-around';
import { commonHistogram, differenceOf, summarise } from '../../monitoring/index';
import { countByLabel, incidentWindows, type Stretch } from '../../policy/incident-windows';
import { usualIntervalMs } from '../../policy/silence';
import { labelsSchema } from '../../schemas/common';
import type { IncidentContext } from '../../schemas/incident-context';
import { listAnnotations } from '../annotations/list-annotations';
import { loadActorNames } from '../audit/load-actor-names';
import { type ServiceCall, withDefaults } from '../call';
import { loadVisibleIncidentRow } from './get-incident';

const dayMs = 86_400_000;
const maxTimeline = 200;
const maxItems = 100;
const maxMovedWith = 20;
/** Other metrics are listed from this many standard deviations on. */
const leastEffect = 2;
/** Maximum number of values of a side in a histogram. */
const maxValues = 2000;
const usualPoints = 41;

const timeOf = (ms: number) => new Date(ms).toISOString();

/** Size and sign of a change, in the unit of the metric and in standard deviations before. */
function moved({ beforeMean, beforeSd, afterMean, id, labels, incidentId }: SeriesAroundRow) {
  const diff = beforeMean === null || afterMean === null ? null : afterMean - beforeMean;
  return {
    series_id: id,
    labels: labelsSchema.parse(labels),
    before_mean: beforeMean,
    after_mean: afterMean,
    diff,
    effect: diff === null || beforeSd === null || !(beforeSd > 0) ? null : diff / beforeSd,
    incident_id: incidentId,
  };
}

const sizeOf = ({ effect }: { effect: number | null }) => Math.abs(effect ?? 0);

async function valuesIn(db: Database, seriesId: number, { fromMs, toMs }: Stretch): Promise<Float64Array> {
  return (await pointColumns(db, seriesId, { fromMs, toMs: toMs - 1 }, maxValues)).values;
}

function toStretch({ fromMs, toMs }: Stretch, values: Float64Array): IncidentContext['before'] {
  const summary = summarise(values);
  return {
    from: timeOf(fromMs),
    to: timeOf(toMs),
    mean: summary?.mean ?? null,
    sd: summary?.sd ?? null,
    count: values.length,
  };
}

const commentOf = (detail: unknown) => {
  const parsed = z.looseObject({ comment: z.string() }).safeParse(detail);
  return parsed.success ? parsed.data.comment : null;
};

async function timelineOf(db: Database, incidentId: string): Promise<IncidentContext['timeline']> {
  const reasons = await db.jobReason.findMany({
    where: { incidentId },
    distinct: ['jobId'],
    select: { jobId: true },
  });
  const rows = await db.auditRow.findMany({
    where: {
      OR: [
        { entityType: 'incident', entityId: incidentId },
        { entityType: 'retrain_job', entityId: { in: reasons.map(({ jobId }) => jobId) } },
      ],
    },
    orderBy: { id: 'desc' },
    take: maxTimeline,
  });
  const names = await loadActorNames(
    db,
    rows.map(({ actor }) => actor),
  );
  return rows.reverse().map(({ at, action, actor, fromStatus, toStatus, detail, entityId, entityType }) => {
    const { traceparent: _, ...told } = z.record(z.string(), z.unknown()).parse(detail);
    return {
      at: at.toISOString(),
      kind: entityType === 'incident' ? ('incident' as const) : ('job' as const),
      action,
      actor,
      actor_name: names.get(actor) ?? null,
      from_status: fromStatus,
      to_status: toStatus,
      comment: commentOf(detail),
      entity_id: entityId,
      detail: told,
    };
  });
}

/**
 * Returns what happened around an incident, from the points stored now: where else, together with what, and
 * what was done about it.
 */
export async function getIncidentContext(call: ServiceCall<{ id: string }>): Promise<IncidentContext> {
  const { actor, db, input } = withDefaults(call);
  const incident = await loadVisibleIncidentRow(db, actor, input.id);
  const series = await db.series.findUniqueOrThrow({ where: { id: incident.seriesId } });
  const onsetMs = (incident.onsetTs ?? incident.openedTs).getTime();
  const endMs = (incident.resolvedTs ?? series.lastTs ?? incident.openedTs).getTime();
  const recent = await pointColumns(
    db,
    series.id,
    { fromMs: 0, toMs: incident.openedTs.getTime() },
    usualPoints,
  );
  const { before, after } = incidentWindows(onsetMs, endMs, usualIntervalMs(Array.from(recent.tsMs)));
  const [rows, valuesBefore, valuesAfter, annotations, timeline] = await Promise.all([
    seriesAround(db, {
      modelId: incident.modelId,
      metric: series.metricName,
      labelsKey: series.labelsKey,
      beforeFromMs: before.fromMs,
      onsetMs,
      afterToMs: after.toMs,
    }),
    valuesIn(db, series.id, before),
    valuesIn(db, series.id, after),
    listAnnotations({
      actor,
      db,
      input: {
        model_id: incident.modelId,
        metric: series.metricName,
        from: onsetMs - dayMs,
        to: incident.openedTs.getTime() + dayMs,
        limit: 100,
      },
    }),
    timelineOf(db, incident.id),
  ]);
  const siblings = rows.filter(({ metric }) => metric === series.metricName);
  const items = siblings
    .map((row) => ({
      ...moved(row),
      has_open_incident: row.incidentId !== null,
      is_self: row.id === series.id,
    }))
    .sort((a, b) => sizeOf(b) - sizeOf(a) || a.series_id - b.series_id);
  const [first, second] = [summarise(valuesBefore), summarise(valuesAfter)];
  const own = first && second ? differenceOf(first, second) : null;
  const effect = own && first?.sd ? own.diff / first.sd : null;
  const histogram = first && second ? commonHistogram([valuesBefore, valuesAfter]) : null;
  return {
    incident_id: incident.id,
    onset_ts: timeOf(onsetMs),
    before: toStretch(before, valuesBefore),
    after: toStretch(after, valuesAfter),
    effect,
    histogram: histogram && {
      edges: histogram.edges,
      before: histogram.counts[0] ?? [],
      after: histogram.counts[1] ?? [],
    },
    siblings: {
      label_names: [...new Set(items.flatMap(({ labels }) => Object.keys(labels)))].sort(),
      total: items.length,
      items: items.slice(0, maxItems),
    },
    by_label: countByLabel(items, items.find(({ is_self }) => is_self)?.effect ?? null),
    moved_with: rows
      .filter(({ metric }) => metric !== series.metricName)
      .map((row) => ({
        ...moved(row),
        metric: row.metric,
        unit: row.unit,
        direction: row.direction,
        onset_ts: row.onsetMs === null ? null : timeOf(row.onsetMs),
      }))
      .filter((row) => sizeOf(row) >= leastEffect)
      .sort((a, b) => sizeOf(b) - sizeOf(a) || a.series_id - b.series_id)
      .slice(0, maxMovedWith),
    annotations: annotations.items,
    timeline,
  };
}
