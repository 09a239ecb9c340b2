import { passwordProofSchema } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { authOf, inAuthTransaction } from './auth';
import { headersOf } from './headers-of';
import { type OwnAccountInput, ownSession } from './own-session';
import { provePassword } from './prove-password';
import { requireSecondFactor } from './require-second-factor';
import { hasSecureSession } from './session-cookies';

/** Makes new recovery codes; the former ones no longer count. */
export async function replaceRecoveryCodes(
  call: ServiceCall<OwnAccountInput>,
): Promise<{ recovery_codes: string[] }> {
  const { actor, db, now, input } = withDefaults(call);
  const { body, visit } = input;
  const { password } = parseInput(passwordProofSchema, body, 'the recovery codes');
  const { user } = await ownSession(db, actor, visit);
  requireSecondFactor(user);
  const auth = await authOf(db, hasSecureSession(visit.cookies));
  return provePassword(db, { actor, now, user, field: 'password' }, () =>
    inAuthTransaction(db, async (tx) => {
      const { backupCodes } = await auth.api.generateBackupCodes({
        body: { password },
        headers: headersOf(visit),
      });
      await writeAudit(tx, actor, now, [
        { action: 'user.recovery_codes_replaced', entityType: 'user', entityId: user.id },
      ]);
      return { recovery_codes: backupCodes };
    }),
  );
}
