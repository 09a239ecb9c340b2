import type { Database, Transaction } from '../../db/client';
import { type JobCauseRow, jobCauses } from '../../db/sql/job-causes';
import { latestReasons, type ReasonRow } from '../../db/sql/latest-reasons';
import type { Prisma } from '../../db/types';
import { labelsSchema } from '../../schemas/common';
import { type Job, type Reason, shownReasons } from '../../schemas/jobs';
import { loadActorNames } from '../audit/load-actor-names';
import { groupBy } from '../group-by';
import { toChange } from '../incidents/to-change';

export type JobRow = Prisma.RetrainJobGetPayload<object>;

export function toReason(row: ReasonRow): Reason {
  return {
    kind: row.kind,
    metric: row.metric,
    delta: row.delta,
    unit: row.unit,
    text: row.text,
    ts: row.ts.toISOString(),
    onset_ts: row.onsetTs?.toISOString() ?? null,
    series_id: row.seriesId,
    labels: row.labels === null ? null : labelsSchema.parse(row.labels),
    direction: row.direction,
    incident_id: row.incidentId,
    detector_name: row.detectorName,
    change: toChange(row),
    incident_state: row.incidentState,
    resolved_ts: row.resolvedTs?.toISOString() ?? null,
    resolution: row.resolution,
  };
}

function toWorst(row: JobCauseRow): Job['worst'] {
  return {
    incident_id: row.incidentId,
    series_id: row.seriesId,
    metric: row.metric,
    labels: labelsSchema.parse(row.labels),
    unit: row.unit,
    direction: row.direction,
    change: toChange(row),
  };
}

/** Converts jobs to the form of the API, each with its newest reasons. */
export async function toJobs(db: Database | Transaction, rows: JobRow[]): Promise<Job[]> {
  const jobIds = rows.map(({ id }) => id);
  const reasonsOf = groupBy(await latestReasons(db, { jobIds, limit: shownReasons }), ({ jobId }) => jobId);
  const causeOf = new Map((await jobCauses(db, jobIds)).map((cause) => [cause.jobId, cause]));
  const actors = rows.flatMap(({ decidedBy, closedBy }) => [decidedBy, closedBy]);
  const names = await loadActorNames(db, actors);
  const nameOf = (actor: string | null) => (actor === null ? null : (names.get(actor) ?? null));
  return rows.map((row) => {
    const reasons = reasonsOf.get(row.id) ?? [];
    const cause = causeOf.get(row.id);
    return {
      id: row.id,
      model_id: row.modelId,
      status: row.status,
      reasons: reasons.map(toReason),
      reason_count: reasons[0]?.total ?? 0,
      cause: cause === undefined ? 'none' : cause.openIncidents > 0 ? 'active' : 'over',
      open_incident_count: cause?.openIncidents ?? 0,
      worst: cause ? toWorst(cause) : null,
      decision: row.decision,
      decided_by: row.decidedBy,
      decided_by_name: nameOf(row.decidedBy),
      decided_at: row.decidedAt?.toISOString() ?? null,
      comment: row.decisionComment,
      created_at: row.createdAt.toISOString(),
      updated_at: row.updatedAt.toISOString(),
      closed_at: row.closedAt?.toISOString() ?? null,
      closed_by: row.closedBy,
      closed_by_name: nameOf(row.closedBy),
      closing_comment: row.closingComment,
    };
  });
}
