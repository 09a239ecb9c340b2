import { z } from 'zod';
import type { Transaction } from '../../db/client';
import { DriftwatchError } from '../../errors';
import type { JobDetail } from '../../schemas/jobs';
import { complete, type ServiceCall } from '../call';
import { type JobRow, jobInclude, toJob } from './to-job';

/** The row of a job; an id that is none, or of no job, is NOT_FOUND. */
export async function loadJob(tx: Transaction, id: string): Promise<JobRow> {
  const row = z.guid().safeParse(id).success
    ? await tx.retrainJob.findUnique({ where: { id }, include: jobInclude })
    : null;
  if (!row) throw new DriftwatchError('NOT_FOUND', `there is no retrain job ${id}`);
  return row;
}

const detailSchema = z.object({ comment: z.string().nullish() });

/** One job with its audit trail, oldest first. */
export async function getJob(call: ServiceCall<{ id: string }>): Promise<JobDetail> {
  const { db, input } = complete(call);
  const row = await loadJob(db, input.id);
  const audit = await db.auditRow.findMany({
    where: { entityType: 'retrain_job', entityId: row.id },
    orderBy: { id: 'asc' },
  });
  const history = audit.map((entry) => ({
    at: entry.at.toISOString(),
    actor: entry.actor,
    action: entry.action,
    from_status: entry.fromStatus,
    to_status: entry.toStatus,
    comment: detailSchema.parse(entry.detail).comment ?? null,
  }));
  return { ...toJob(row), history };
}
