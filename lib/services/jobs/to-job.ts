import type { Prisma } from '../../db/types';
import type { Job, Reason } from '../../schemas/jobs';

/** What a job is loaded with, everywhere. */
export const jobInclude = {
  reasons: {
    orderBy: { id: 'asc' },
    include: { incident: { omit: { evidence: true }, include: { series: { include: { metric: true } } } } },
  },
} as const satisfies Prisma.RetrainJobInclude;

export type JobRow = Prisma.RetrainJobGetPayload<{ include: typeof jobInclude }>;

function toReason({ incident, ...reason }: JobRow['reasons'][number]): Reason {
  return {
    kind: reason.kind,
    metric: reason.metric,
    delta: reason.delta,
    unit: incident?.series.metric.unit ?? null,
    text: reason.text,
    ts: reason.ts.toISOString(),
    onset_ts: incident?.onsetTs?.toISOString() ?? null,
    series_id: reason.seriesId,
    incident_id: reason.incidentId,
    detector_name: incident?.detectorName ?? null,
  };
}

export function toJob(row: JobRow): Job {
  return {
    id: row.id,
    model_id: row.modelId,
    status: row.status,
    reasons: row.reasons.map(toReason),
    decision: row.decision,
    decided_by: row.decidedBy,
    decided_at: row.decidedAt?.toISOString() ?? null,
    comment: row.comment,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    closed_at: row.closedAt?.toISOString() ?? null,
    closed_by: row.closedBy,
    closing_comment: row.closingComment,
  };
}
