import { keepModel } from '../../db/sql/erased-series';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { type Job, jobInputSchema } from '../../schemas/jobs';
import { currentRequest } from '../../telemetry/request-context';
import { parseInput, requirePermission, type ServiceCall, withDefaults } from '../call';
import { loadJob } from './get-job';
import { joinOrOpenJobs } from './join-or-open-jobs';

/** Opens a retrain job at a person's request, or adds a reason to the model's open job. */
export async function requestJob(call: ServiceCall<unknown>): Promise<{ job: Job; opened: boolean }> {
  const { actor, db, now, input } = withDefaults(call);
  const { model_id: modelId, comment } = parseInput(jobInputSchema, input, 'the job');
  requirePermission(actor, 'request_jobs', modelId);
  return inTransaction(db, async (tx) => {
    if (!(await keepModel(prismaRunner(tx), modelId))) {
      throw new DriftwatchError(
        'NOT_FOUND',
        `there is no model ${modelId}; a model is created by its first point`,
        {
          errors: [{ field: 'model_id', message: 'must be the id of a model that has points' }],
        },
      );
    }
    const reasons = [{ kind: 'manual' as const, ts: now, ...(comment && { text: comment }) }];
    const asked = { modelId, reasons, traceparent: currentRequest()?.traceparent };
    const joined = (await joinOrOpenJobs(prismaRunner(tx), actor, now, [asked])).get(modelId);
    if (!joined) throw new DriftwatchError('INTERNAL', `no job was opened for model ${modelId}`);
    return { job: await loadJob(tx, joined.jobId), opened: joined.opened };
  });
}
