import type { Database } from '../../db/client';
import { lockSessionsOf } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import type { Visit } from '../../http/visit-of';
import { type SignInResult, signInSchema } from '../../schemas/identity';
import { currentRequest } from '../../telemetry/request-context';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, system, withDefaults } from '../call';
import { type Auth, authOf, inAuthTransaction } from './auth';
import { type CheckedPassword, checkPassword, isStillPassword } from './check-password';
import { endFormerSession } from './end-former-session';
import { headersOf } from './headers-of';
import { sessionOf } from './session-of';
import { shortenEmail } from './shorten-email';
import { beginAttempt } from './sign-in-attempts';
import { userActor } from './user-actor';

/** What a browser gets: a body, and `Set-Cookie` headers. */
export interface BrowserAnswer<Body> {
  body: Body;
  setCookies: string[];
}

async function auditFailure(db: Database, now: Date, email: string) {
  const user = await db.user.findUnique({ where: { email }, select: { id: true, disabledAt: true } });
  const { address } = currentRequest() ?? {};
  await inTransaction(db, (tx) =>
    writeAudit(tx, system, now, [
      {
        action: 'user.sign_in_failed',
        entityType: 'user',
        entityId: user?.id ?? 'unknown',
        detail: { ...(user ? user.disabledAt && { disabled: true } : { email: shortenEmail(email) }) },
        address,
      },
    ]),
  );
}

/**
 * Makes the session, or the sign-in that waits for its second factor.
 *
 * @returns null if the password was changed, or the user disabled, since it was checked
 */
async function beginSession(
  db: Database,
  now: Date,
  auth: Auth,
  checked: CheckedPassword,
  visit: Visit,
): Promise<BrowserAnswer<SignInResult> | null> {
  const { userId } = checked;
  const former = await sessionOf(visit.cookies, db);
  return inAuthTransaction(db, async (tx) => {
    await lockSessionsOf(prismaRunner(tx), userId);
    if (!(await isStillPassword(tx, checked))) return null;
    await endFormerSession(tx, now, former);
    const { headers, response } = await auth.api.signInUser({
      body: { userId },
      // Cookies of an earlier session play no part.
      headers: headersOf({ cookies: '', userAgent: visit.userAgent }),
      returnHeaders: true,
    });
    const setCookies = headers.getSetCookie();
    if ('twoFactorRedirect' in response) return { body: { second_factor: true }, setCookies };
    await writeAudit(tx, userActor({ id: userId, role: null, grants: [] }), now, [
      { action: 'user.signed_in', entityType: 'user', entityId: userId, detail: { by: 'password' } },
    ]);
    return { body: { second_factor: false }, setCookies };
  });
}

/**
 * Checks a password. The cookies are a session, or, if the user has a second factor, a sign-in that waits for
 * it; the former session of the browser ends. Unknown, disabled and mistaken accounts get the same answer
 * after the same work.
 *
 * @throws UNAUTHENTICATED; LIMIT_EXCEEDED after too many failures
 */
export async function signIn(
  call: ServiceCall<{ body: unknown; visit: Visit }>,
): Promise<BrowserAnswer<SignInResult>> {
  const { db, now, input } = withDefaults(call);
  const { body, visit } = input;
  const { email, password } = parseInput(signInSchema, body, 'the sign-in');
  const attempt = beginAttempt('sign-in', email);
  const tryToSignIn = async () => {
    const auth = await authOf(db, visit.isTls);
    const checked = await checkPassword(db, auth, { email, password });
    return checked && beginSession(db, now, auth, checked, visit);
  };
  const answer = await tryToSignIn().catch((error) => {
    attempt.takeBack();
    throw error;
  });
  if (answer === null) {
    await auditFailure(db, now, email);
    throw new DriftwatchError('UNAUTHENTICATED', 'the e-mail address or the password is wrong');
  }
  if (answer.body.second_factor) attempt.takeBack();
  else attempt.succeed();
  return answer;
}
