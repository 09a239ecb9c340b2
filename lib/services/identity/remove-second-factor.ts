import { passwordProofSchema } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { authOf, inAuthTransaction } from './auth';
import { headersOf } from './headers-of';
import { type OwnAccountInput, ownSession } from './own-session';
import { provePassword } from './prove-password';
import { requireSecondFactor } from './require-second-factor';
import { hasSecureSession } from './session-cookies';

/**
 * Removes the own second factor and its recovery codes. The caller gets a new session.
 *
 * @returns `Set-Cookie` headers
 */
export async function removeSecondFactor(call: ServiceCall<OwnAccountInput>): Promise<string[]> {
  const { actor, db, now, input } = withDefaults(call);
  const { body, visit } = input;
  const { password } = parseInput(passwordProofSchema, body, 'the second factor');
  const { user } = await ownSession(db, actor, visit);
  requireSecondFactor(user);
  const auth = await authOf(db, hasSecureSession(visit.cookies));
  return provePassword(db, { actor, now, user, field: 'password' }, () =>
    inAuthTransaction(db, async (tx) => {
      const { headers } = await auth.api.disableTwoFactor({
        body: { password },
        headers: headersOf(visit),
        returnHeaders: true,
      });
      await writeAudit(tx, actor, now, [
        { action: 'user.second_factor_removed', entityType: 'user', entityId: user.id },
      ]);
      return headers.getSetCookie();
    }),
  );
}
