import type { Transaction } from '../../db/client';
import { lockDetectorsForReading, lockRetrainQueue } from '../../db/locks';
import { countSeriesOf, lockModelAlone, lockSeriesAlone } from '../../db/sql/erased-series';
import { openJobsOf } from '../../db/sql/jobs';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { hasCode, serializationFailure } from '../../db/unavailable';
import { DriftwatchError } from '../../errors';
import { decideJob } from '../../policy/decide-job';
import { nameSchema } from '../../schemas/common';
import { writeAudit } from '../audit/write-audit';
import { type Actor, maySee, requirePermission, type ServiceCall, withDefaults } from '../call';
import { admitDeferredJobs } from '../jobs/admit-deferred-jobs';
import { loadJob, loadJobRow } from '../jobs/get-job';
import { eraseLockedSeries } from '../series/erase-locked-series';

/**
 * Returns its open job if nobody has decided on it; a retrain in progress is someone's work, so it must end
 * first.
 */
async function openJobOf(tx: Transaction, modelId: string): Promise<{ id: string; status: string } | null> {
  const [open] = await openJobsOf(prismaRunner(tx), [modelId]);
  if (!open) return null;
  if (decideJob(await loadJobRow(tx, open.id), 'cancelled').verdict === 'allowed') return open;
  throw new DriftwatchError(
    'CONFLICT',
    `a retrain of the model is in progress (${open.status}); complete or fail its job before the model is deleted`,
    { details: { job: await loadJob(tx, open.id) } },
  );
}

/** How much of it is deleted besides its series. */
async function countsOf(tx: Transaction, modelId: string) {
  const where = { modelId };
  const incidents = await tx.incident.count({ where });
  const jobs = await tx.retrainJob.count({ where });
  return { incidents, jobs, annotations: await tx.annotation.count({ where }) };
}

/**
 * Deletes the model with its jobs. An open job is cancelled, which its audit trail records, and its place
 * passes to the next.
 */
async function deleteWithJobs(tx: Transaction, actor: Actor, now: Date, modelId: string): Promise<void> {
  await lockRetrainQueue(prismaRunner(tx));
  const open = await openJobOf(tx, modelId);
  await tx.model.delete({ where: { id: modelId } });
  if (!open) return;
  await writeAudit(tx, actor, now, [
    {
      action: 'retrain_job.cancelled',
      entityType: 'retrain_job',
      entityId: open.id,
      fromStatus: open.status,
      toStatus: 'cancelled',
      detail: { comment: 'the model was deleted', model_id: modelId },
    },
  ]);
  await admitDeferredJobs(tx, now);
}

/**
 * Deletes a model with its series, points, incidents and jobs. It is hidden immediately; points, rollups and
 * readings are deleted in the background. A later point creates a new model.
 *
 * @throws NOT_FOUND; CONFLICT while a retrain of it is approved and has not ended; UNAVAILABLE (retryable)
 *   while posts keep creating series of it
 */
export async function deleteModel(call: ServiceCall<{ id: string }>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  const { id } = input;
  const notFound = () => new DriftwatchError('NOT_FOUND', `there is no model ${id}`);
  if (!nameSchema.safeParse(id).success || !maySee(actor, id)) throw notFound();
  requirePermission(actor, 'delete_data', id);
  await inTransaction(db, async (tx) => {
    const sql = prismaRunner(tx);
    // Before waiting for locks; checked again under that of the queue.
    await openJobOf(tx, id);
    await lockDetectorsForReading(sql);
    const seriesIds = await lockSeriesAlone(sql, { modelId: id });
    if (!(await lockModelAlone(sql, id))) throw notFound();
    const seriesCount = await countSeriesOf(sql, id);
    if (seriesCount !== seriesIds.length)
      throw Object.assign(new Error('the model got a series'), { code: serializationFailure });
    const before = { series: seriesCount, ...(await countsOf(tx, id)) };
    await eraseLockedSeries(tx, actor, now, seriesIds);
    await deleteWithJobs(tx, actor, now, id);
    await writeAudit(tx, actor, now, [
      { action: 'model.deleted', entityType: 'model', entityId: id, detail: { before } },
    ]);
  }).catch((cause) => {
    if (!hasCode(cause, new Set([serializationFailure]))) throw cause;
    throw new DriftwatchError('UNAVAILABLE', `posts keep creating series of ${id}; try again shortly`, {
      cause,
    });
  });
}
