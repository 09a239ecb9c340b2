import type { Prisma } from '../../db/types';
import { learnsLevel, methods } from '../../monitoring/index';
import { labelsSchema } from '../../schemas/common';
import type { Incident } from '../../schemas/incidents';
import { toChange } from './to-change';

/** The relations loaded with every incident. */
export const incidentInclude = {
  detector: { select: { deletedAt: true } },
  series: { include: { metric: true } },
  reasons: { select: { jobId: true }, orderBy: { id: 'desc' }, take: 1 },
} as const satisfies Prisma.IncidentInclude;

type IncidentRow = Prisma.IncidentGetPayload<{ include: typeof incidentInclude }>;

/** Returns whether a method can adopt another level as normal; a method that no longer exists cannot. */
export function canAdopt(methodId: string): boolean {
  const method = methods.find((one) => one.method === methodId);
  return method !== undefined && learnsLevel(method);
}

/** What became of an incident; the rows of a deleted detector are resolved later than it is said. */
function endOf({ state, resolvedTs, resolution, detector }: Omit<IncidentRow, 'evidence'>) {
  if (state === 'resolved' || !detector?.deletedAt) return { state, resolvedTs, resolution };
  return { state: 'resolved', resolvedTs: detector.deletedAt, resolution: 'detector_deleted' } as const;
}

export function toIncident(row: Omit<IncidentRow, 'evidence'>): Incident {
  const { state, resolvedTs, resolution } = endOf(row);
  return {
    id: row.id,
    detector_id: row.detector?.deletedAt === null ? row.detectorId : null,
    detector_name: row.detectorName,
    method: row.method,
    series_id: row.seriesId,
    model_id: row.modelId,
    metric: row.series.metricName,
    labels: labelsSchema.parse(row.series.labels),
    unit: row.series.metric.unit,
    direction: row.series.metric.direction,
    lower_bound: row.series.metric.lowerBound,
    upper_bound: row.series.metric.upperBound,
    state,
    found_at_priming: row.foundAtPriming,
    change: toChange(row),
    opened_ts: row.openedTs.toISOString(),
    onset_ts: row.onsetTs?.toISOString() ?? null,
    resolved_ts: resolvedTs?.toISOString() ?? null,
    resolution,
    value: row.value,
    delta: row.delta,
    statistic: row.statistic,
    threshold: row.threshold,
    escalation_count: row.escalationCount,
    escalated_ts: row.escalatedTs?.toISOString() ?? null,
    escalated_value: row.escalatedValue,
    escalated_delta: row.escalatedDelta,
    can_adopt: state !== 'resolved' && canAdopt(row.method),
    evidence_hash: row.evidenceHash,
    job_id: row.reasons[0]?.jobId ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
