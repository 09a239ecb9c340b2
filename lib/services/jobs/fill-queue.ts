import { lockRetrainQueue } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { type ServiceCall, withDefaults } from '../call';
import { admitDeferredJobs } from './admit-deferred-jobs';

/** Called at the start of the app: a capacity that has been raised has places for deferred jobs. */
export function fillQueue(call: ServiceCall<{ capacity: number }>): Promise<void> {
  const { db, now, input } = withDefaults(call);
  return inTransaction(db, async (tx) => {
    await lockRetrainQueue(prismaRunner(tx));
    await admitDeferredJobs(tx, now, input.capacity);
  });
}
