import type { Database, Transaction } from '../../db/client';
import { latestReasons, type ReasonRow } from '../../db/sql/latest-reasons';
import type { Prisma } from '../../db/types';
import { type Job, type Reason, shownReasons } from '../../schemas/jobs';
import { groupBy } from '../group-by';

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
    incident_id: row.incidentId,
    detector_name: row.detectorName,
  };
}

/** Converts jobs to the form of the API, each with its newest reasons. */
export async function toJobs(db: Database | Transaction, rows: JobRow[]): Promise<Job[]> {
  const jobIds = rows.map(({ id }) => id);
  const reasonsOf = groupBy(await latestReasons(db, { jobIds, limit: shownReasons }), ({ jobId }) => jobId);
  return rows.map((row) => {
    const reasons = reasonsOf.get(row.id) ?? [];
    return {
      id: row.id,
      model_id: row.modelId,
      status: row.status,
      reasons: reasons.map(toReason),
      reason_count: reasons[0]?.total ?? 0,
      decision: row.decision,
      decided_by: row.decidedBy,
      decided_at: row.decidedAt?.toISOString() ?? null,
      comment: row.decisionComment,
      created_at: row.createdAt.toISOString(),
      updated_at: row.updatedAt.toISOString(),
      closed_at: row.closedAt?.toISOString() ?? null,
      closed_by: row.closedBy,
      closing_comment: row.closingComment,
    };
  });
}
