import { z } from 'zod';
import type { Database, Transaction } from '../../db/client';
import type { Prisma } from '../../db/types';
import { DriftwatchError } from '../../errors';
import { type Job, type JobDetail, shownHistory } from '../../schemas/jobs';
import { loadActorNames } from '../audit/load-actor-names';
import { type Actor, maySee, type ServiceCall, withDefaults } from '../call';
import { type JobRow, toJobs } from './to-job';

const jobNotFound = (id: string) => new DriftwatchError('NOT_FOUND', `there is no retrain job ${id}`);

/**
 * Loads the row of a job.
 *
 * @throws NOT_FOUND if the id is invalid or unknown
 */
export async function loadJobRow(db: Database | Transaction, id: string): Promise<JobRow> {
  const row = z.guid().safeParse(id).success ? await db.retrainJob.findUnique({ where: { id } }) : null;
  if (!row) throw jobNotFound(id);
  return row;
}

/**
 * The same for an actor, to whom jobs of models that he may not see do not exist.
 *
 * @throws NOT_FOUND
 */
export async function loadVisibleJobRow(
  db: Database | Transaction,
  actor: Actor,
  id: string,
): Promise<JobRow> {
  const row = await loadJobRow(db, id);
  if (!maySee(actor, row.modelId)) throw jobNotFound(id);
  return row;
}

/** Loads the same in the form of the API. */
export async function loadJob(db: Database | Transaction, id: string): Promise<Job> {
  const [job] = await toJobs(db, [await loadJobRow(db, id)]);
  if (!job) throw new DriftwatchError('INTERNAL', `the retrain job ${id} disappeared during the request`);
  return job;
}

const detailSchema = z.object({ comment: z.string().nullish() });

function toEntry(
  row: Prisma.AuditRowGetPayload<object>,
  names: ReadonlyMap<string, string>,
): JobDetail['history'][number] {
  return {
    at: row.at.toISOString(),
    actor: row.actor,
    actor_name: names.get(row.actor) ?? null,
    action: row.action,
    from_status: row.fromStatus,
    to_status: row.toStatus,
    comment: detailSchema.parse(row.detail).comment ?? null,
  };
}

/** Returns one job with the newest rows of its audit trail. */
export async function getJob(call: ServiceCall<{ id: string }>): Promise<JobDetail> {
  const { actor, db, input } = withDefaults(call);
  await loadVisibleJobRow(db, actor, input.id);
  const job = await loadJob(db, input.id);
  const where = { entityType: 'retrain_job', entityId: job.id };
  const audit = await db.auditRow.findMany({ where, orderBy: { id: 'desc' }, take: shownHistory });
  const isAll = audit.length < shownHistory;
  const historyCount = isAll ? audit.length : await db.auditRow.count({ where });
  const names = await loadActorNames(
    db,
    audit.map(({ actor }) => actor),
  );
  return { ...job, history: audit.reverse().map((row) => toEntry(row, names)), history_count: historyCount };
}
