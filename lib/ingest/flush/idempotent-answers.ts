import { releaseKeys, storeAnswers, takeKeys } from '../../db/sql/idempotency-keys';
import type { SqlRunner } from '../../db/sql-runner';
import { DriftwatchError } from '../../errors';
import { type IngestResult, ingestResultSchema } from '../../schemas/metrics';
import type { Outcome, QueuedRequest } from '../ingest-request';

/**
 * Takes the idempotency keys of requests, of which no two are the same. Those used before have an outcome
 * already: the first answer, or a refusal when the body is another one.
 */
export async function claimIdempotencyKeys(
  sql: SqlRunner,
  requests: QueuedRequest[],
  now: Date,
): Promise<Map<QueuedRequest, Outcome>> {
  const outcomes = new Map<QueuedRequest, Outcome>();
  const keyed = requests.flatMap(({ idempotency }) => idempotency ?? []);
  if (keyed.length === 0) return outcomes;
  const stored = new Map((await takeKeys(sql, now, keyed)).map((answer) => [answer.key, answer]));
  for (const request of requests) {
    const answer = request.idempotency && stored.get(request.idempotency.key);
    if (!answer) continue;
    if (answer.bodyHash === request.idempotency?.bodyHash) {
      outcomes.set(request, { result: ingestResultSchema.parse(answer.answer) });
    } else {
      outcomes.set(request, {
        error: new DriftwatchError(
          'NOT_ALLOWED_NOW',
          `the Idempotency-Key ${answer.key} was used with another request; use a new key for a new body`,
        ),
      });
    }
  }
  return outcomes;
}

/**
 * Sends what stores the answers under the keys of their requests, and gives back the keys of those that were
 * refused.
 */
export function storeIdempotentAnswers(
  sql: SqlRunner,
  outcomes: Map<QueuedRequest, Outcome>,
): Promise<unknown>[] {
  const answers: { key: string; answer: IngestResult }[] = [];
  const refused: string[] = [];
  for (const [{ idempotency }, outcome] of outcomes) {
    if (!idempotency) continue;
    if ('result' in outcome) answers.push({ key: idempotency.key, answer: outcome.result });
    // A key that was used otherwise keeps its first answer.
    else if (!(outcome.error instanceof DriftwatchError && outcome.error.code === 'NOT_ALLOWED_NOW'))
      refused.push(idempotency.key);
  }
  const sent: Promise<unknown>[] = [];
  if (answers.length > 0) sent.push(storeAnswers(sql, answers));
  if (refused.length > 0) sent.push(releaseKeys(sql, refused));
  return sent;
}
