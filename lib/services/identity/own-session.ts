import type { Database, Transaction } from '../../db/client';
import { DriftwatchError } from '../../errors';
import type { Visit } from '../../http/visit-of';
import type { Actor } from '../call';
import { type SignedIn, sessionOf } from './session-of';

/** Input of what people do to their own account. */
export interface OwnAccountInput {
  body: unknown;
  visit: Visit;
}

/**
 * Returns the session in which somebody changes the own account.
 *
 * @throws UNAUTHENTICATED if it is over, or belongs to another user
 */
export async function ownSession(db: Database, actor: Actor, { cookies }: Visit): Promise<SignedIn> {
  const session = await sessionOf(cookies, db);
  if (!session || actor.name !== `user:${session.user.id}`)
    throw new DriftwatchError('UNAUTHENTICATED', 'your session is over; sign in again');
  return session;
}

/** The ids of the sessions of a user. */
export async function sessionIdsOf(tx: Transaction, userId: string): Promise<string[]> {
  const rows = await tx.session.findMany({ where: { userId }, select: { id: true } });
  return rows.map(({ id }) => id);
}
