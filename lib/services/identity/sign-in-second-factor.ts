import type { Database } from '../../db/client';
import { lockSessionsOf } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError, isDriftwatchError } from '../../errors';
import type { Visit } from '../../http/visit-of';
import { type SignInResult, secondFactorSchema } from '../../schemas/identity';
import { currentRequest } from '../../telemetry/request-context';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, system, withDefaults } from '../call';
import { authOf, inAuthTransaction } from './auth';
import { type AuthError, authErrorOf } from './auth-error';
import { claimTotpCode } from './claim-totp-code';
import { endFormerSession } from './end-former-session';
import { headersOf } from './headers-of';
import { onlySecondFactor, secondFactorIdentifier } from './session-cookies';
import { loadSignedInUser, sessionOf } from './session-of';
import type { BrowserAnswer } from './sign-in';
import { beginAttempt } from './sign-in-attempts';
import { userActor } from './user-actor';

interface Input {
  body: unknown;
  visit: Visit;
}

const wrongCode = () => new DriftwatchError('UNAUTHENTICATED', 'the code is wrong, or has been used already');

/** The sign-in that waits for its second factor. */
async function findWaiting(db: Database, cookies: string) {
  const identifier = secondFactorIdentifier(cookies);
  return identifier === undefined ? null : db.verification.findFirst({ where: { identifier } });
}

/** @throws what the caller is told about a refusal of better-auth; wrong codes leave an audit row */
async function refuse(
  db: Database,
  now: Date,
  userId: string | undefined,
  { statusCode, code }: AuthError,
): Promise<never> {
  if (code === 'INVALID_TWO_FACTOR_COOKIE' || userId === undefined || code === 'USER_DISABLED')
    throw new DriftwatchError('UNAUTHENTICATED', 'this sign-in is over; begin again with your password', {
      details: { begin_again: true },
    });
  const { address } = currentRequest() ?? {};
  await inTransaction(db, (tx) =>
    writeAudit(tx, system, now, [
      {
        action: 'user.sign_in_failed',
        entityType: 'user',
        entityId: userId,
        detail: { second_factor: true },
        address,
      },
    ]),
  );
  if (statusCode !== 429 && code !== 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE') throw wrongCode();
  const factor = await db.twoFactor.findFirst({ where: { userId } });
  const lockedMs = (factor?.lockedUntil?.getTime() ?? 0) - Date.now();
  if (lockedMs > 0)
    throw new DriftwatchError('LIMIT_EXCEEDED', 'too many wrong codes for this account; try again later', {
      details: { retry_after_s: Math.ceil(lockedMs / 1000) },
    });
  throw new DriftwatchError('UNAUTHENTICATED', 'too many wrong codes; begin again with your password', {
    details: { begin_again: true },
  });
}

/**
 * Checks the code, makes the session, and marks the code as used: all or nothing, but for failures. A sign-in
 * whose password was changed meanwhile is gone once the lock is there.
 */
async function verify(db: Database, now: Date, userId: string | undefined, { body, visit }: Input) {
  const { kind, code } = parseInput(secondFactorSchema, body, 'the second factor');
  // A session of somebody else in the same browser must not answer for this sign-in.
  const headers = headersOf({ ...visit, cookies: onlySecondFactor(visit.cookies) });
  const former = await sessionOf(visit.cookies, db);
  return inAuthTransaction(db, async (tx) => {
    if (userId !== undefined) await lockSessionsOf(prismaRunner(tx), userId);
    const auth = await authOf(db, visit.isTls);
    const call = { body: { code }, headers, returnHeaders: true } as const;
    let answer: { headers: Headers; response: { user: { id: string } } };
    try {
      answer = kind === 'totp' ? await auth.api.verifyTOTP(call) : await auth.api.verifyBackupCode(call);
    } catch (error) {
      const refusal = authErrorOf(error);
      // Returned, so that the failures that better-auth has counted are committed.
      if (refusal) return refusal;
      throw error;
    }
    const { id } = answer.response.user;
    if (kind === 'totp' && !(await claimTotpCode(tx, auth, { userId: id, code }))) throw wrongCode();
    const user = await loadSignedInUser(tx, id);
    if (!user) throw wrongCode();
    await endFormerSession(tx, now, former);
    const by = kind === 'totp' ? 'password and code' : 'password and recovery code';
    await writeAudit(tx, userActor(user), now, [
      { action: 'user.signed_in', entityType: 'user', entityId: id, detail: { by } },
    ]);
    return answer.headers.getSetCookie();
  });
}

/**
 * Ends a sign-in with the code of the app, or a recovery code, each of which can be used once. The former
 * session of the browser ends.
 *
 * @throws UNAUTHENTICATED, with `begin_again` if the password is needed once more; LIMIT_EXCEEDED after too
 *   many wrong codes
 */
export async function signInSecondFactor(call: ServiceCall<Input>): Promise<BrowserAnswer<SignInResult>> {
  const { db, now, input } = withDefaults(call);
  const waiting = await findWaiting(db, input.visit.cookies);
  const attempt = beginAttempt('sign-in', null);
  const result = await verify(db, now, waiting?.value, input).catch((error): AuthError => {
    if (isDriftwatchError(error) && error.code === 'UNAUTHENTICATED')
      return { statusCode: 401, code: 'USED_CODE' };
    attempt.takeBack();
    throw error;
  });
  if (!Array.isArray(result)) return refuse(db, now, waiting?.value, result);
  attempt.succeed();
  return { body: { second_factor: false }, setCookies: result };
}
