import type { Prisma } from '../../db/types';
import { labelsSchema } from '../../schemas/common';
import type { Incident } from '../../schemas/incidents';

/** What an incident is loaded with, everywhere. */
export const incidentInclude = {
  series: { include: { metric: true } },
  reasons: { select: { jobId: true }, orderBy: { id: 'desc' }, take: 1 },
} as const satisfies Prisma.IncidentInclude;

type IncidentRow = Prisma.IncidentGetPayload<{ include: typeof incidentInclude }>;

export function toIncident(row: Omit<IncidentRow, 'evidence'>): Incident {
  return {
    id: row.id,
    detector_id: row.detectorId,
    detector_name: row.detectorName,
    method: row.method,
    series_id: row.seriesId,
    model_id: row.modelId,
    metric: row.series.metricName,
    labels: labelsSchema.parse(row.series.labels),
    unit: row.series.metric.unit,
    state: row.state,
    opened_ts: row.openedTs.toISOString(),
    onset_ts: row.onsetTs?.toISOString() ?? null,
    resolved_ts: row.resolvedTs?.toISOString() ?? null,
    resolution: row.resolution,
    value: row.value,
    delta: row.delta,
    statistic: row.statistic,
    threshold: row.threshold,
    evidence_hash: row.evidenceHash,
    job_id: row.reasons[0]?.jobId ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
