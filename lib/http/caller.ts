import { AsyncLocalStorage } from 'node:async_hooks';
import { DriftwatchError } from '../errors';
import { processWide } from '../process-wide';
import type { Actor } from '../schemas/actor';

const storage = processWide('callers', () => new AsyncLocalStorage<Actor>()).get();

/** Runs `work` for a caller, whom `caller` returns wherever it happens. */
export function asCaller<Result>(actor: Actor, work: () => Result): Result {
  return storage.run(actor, work);
}

/**
 * Returns who sent the request under way.
 *
 * @throws UNAUTHENTICATED outside of a request, or if nobody has signed in
 */
export function caller(): Actor {
  const actor = storage.getStore();
  if (actor === undefined) throw new DriftwatchError('UNAUTHENTICATED', 'sign in, or send a key');
  return actor;
}

/** The same for what serves everybody. */
export function callerIfKnown(): Actor | undefined {
  return storage.getStore();
}
