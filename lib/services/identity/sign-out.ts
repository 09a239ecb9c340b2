import type { Visit } from '../../http/visit-of';
import { writeAudit } from '../audit/write-audit';
import { type ServiceCall, withDefaults } from '../call';
import { authOf, inAuthTransaction } from './auth';
import { headersOf } from './headers-of';
import { hasSecureSession } from './session-cookies';
import { sessionOf } from './session-of';
import { userActor } from './user-actor';

/**
 * Ends the session of a browser, if it has one.
 *
 * @returns `Set-Cookie` headers that remove its cookies
 */
export async function signOut(call: ServiceCall<{ visit: Visit }>): Promise<string[]> {
  const { db, now, input } = withDefaults(call);
  const { cookies } = input.visit;
  const auth = await authOf(db, hasSecureSession(cookies));
  const signedIn = await sessionOf(cookies, db);
  return inAuthTransaction(db, async (tx) => {
    const { headers } = await auth.api.signOut({ headers: headersOf(input.visit), returnHeaders: true });
    if (signedIn)
      await writeAudit(tx, userActor(signedIn.user), now, [
        { action: 'user.signed_out', entityType: 'user', entityId: signedIn.user.id },
      ]);
    return headers.getSetCookie();
  });
}
