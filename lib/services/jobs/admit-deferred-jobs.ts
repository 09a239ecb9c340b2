import type { Transaction } from '../../db/client';
import { countPlacesUsed } from '../../db/sql/jobs';
import { prismaRunner } from '../../db/sql-runner';
import { env } from '../../env';
import { writeAudit } from '../audit/write-audit';
import { system } from '../call';

/** Gives free places in the queue to deferred jobs, oldest first. The caller holds the lock of the queue. */
export async function admitDeferredJobs(tx: Transaction, now: Date, capacity = env().RETRAIN_QUEUE_CAPACITY) {
  const free = capacity - (await countPlacesUsed(prismaRunner(tx)));
  if (free <= 0) return;
  const next = await tx.retrainJob.findMany({
    where: { closedAt: null, status: 'deferred' },
    orderBy: { seq: 'asc' },
    take: free,
    select: { id: true },
  });
  await tx.retrainJob.updateMany({
    where: { id: { in: next.map((job) => job.id) }, status: 'deferred' },
    data: { status: 'pending_approval', updatedAt: now },
  });
  await writeAudit(
    tx,
    system,
    now,
    next.map((job) => ({
      action: 'retrain_job.admitted',
      entityType: 'retrain_job',
      entityId: job.id,
      fromStatus: 'deferred',
      toStatus: 'pending_approval',
    })),
  );
}
