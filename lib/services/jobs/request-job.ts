import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { type Job, jobInputSchema } from '../../schemas/jobs';
import { complete, parseInput, requirePerson, type ServiceCall } from '../call';
import { loadJob } from './get-job';
import { joinOrOpenJob } from './join-or-open-job';

/** A person asks for a retrain. Joins the model's open job when there is one. */
export async function requestJob(call: ServiceCall<unknown>): Promise<{ job: Job; opened: boolean }> {
  const { actor, db, now, input } = complete(call);
  requirePerson(actor, 'ask for a manual retrain');
  const { model_id: modelId, comment } = parseInput(jobInputSchema, input, 'the job');
  return inTransaction(db, async (tx) => {
    if (!(await tx.model.findUnique({ where: { id: modelId } }))) {
      throw new DriftwatchError(
        'NOT_FOUND',
        `there is no model ${modelId}; a model comes into being by its first point`,
        {
          errors: [{ field: 'model_id', message: 'must be the id of a model that has points' }],
        },
      );
    }
    const { jobId, opened } = await joinOrOpenJob(tx, actor, now, {
      modelId,
      reasons: [{ kind: 'manual', ts: now, ...(comment && { text: comment }) }],
    });
    return { job: await loadJob(tx, jobId), opened };
  });
}
