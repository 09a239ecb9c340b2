import type { Database } from '../../db/client';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError, faultyInput } from '../../errors';
import { writeAudit } from '../audit/write-audit';
import type { Actor } from '../call';
import { authErrorOf } from './auth-error';
import type { SignedInUser } from './session-of';
import { beginAttempt } from './sign-in-attempts';

interface Proof {
  actor: Actor;
  now: Date;
  user: SignedInUser;
  /** The field with the password. */
  field: string;
}

/**
 * Runs `work`, for which a signed-in user has typed the password once more. Attempts count like those to sign
 * in, because a session that somebody has stolen must not help to find the password.
 *
 * @param work throws better-auth's INVALID_PASSWORD for a wrong one
 * @throws INVALID_INPUT for a wrong password; NOT_ALLOWED_NOW if there is none; LIMIT_EXCEEDED
 */
export async function provePassword<Result>(
  db: Database,
  { actor, now, user, field }: Proof,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!user.hasPassword)
    throw new DriftwatchError('NOT_ALLOWED_NOW', 'you have no password; you sign in with the provider');
  const attempt = beginAttempt('sign-in', user.email);
  try {
    const result = await work();
    attempt.succeed();
    return result;
  } catch (error) {
    const code = authErrorOf(error)?.code;
    if (code !== 'INVALID_PASSWORD' && code !== 'PASSWORD_TOO_LONG') {
      attempt.takeBack();
      throw error;
    }
    await inTransaction(db, (tx) =>
      writeAudit(tx, actor, now, [{ action: 'user.proof_failed', entityType: 'user', entityId: user.id }]),
    );
    throw faultyInput([{ field, message: 'is wrong' }], 'the password');
  }
}
