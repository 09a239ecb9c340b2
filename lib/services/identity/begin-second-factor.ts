import { DriftwatchError } from '../../errors';
import { passwordProofSchema, type SecondFactorSetUp } from '../../schemas/identity';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { authOf } from './auth';
import { headersOf } from './headers-of';
import { type OwnAccountInput, ownSession } from './own-session';
import { provePassword } from './prove-password';
import { hasSecureSession } from './session-cookies';

/**
 * Makes the secret of a second factor, which counts once a code of it is confirmed. An earlier one that was
 * not confirmed is replaced.
 *
 * @throws CONFLICT if the user has one
 */
export async function beginSecondFactor(call: ServiceCall<OwnAccountInput>): Promise<SecondFactorSetUp> {
  const { actor, db, now, input } = withDefaults(call);
  const { body, visit } = input;
  const { password } = parseInput(passwordProofSchema, body, 'the second factor');
  const { user } = await ownSession(db, actor, visit);
  if (user.hasSecondFactor)
    throw new DriftwatchError('CONFLICT', 'you have a second factor already; remove it first');
  const auth = await authOf(db, hasSecureSession(visit.cookies));
  const made = await provePassword(db, { actor, now, user, field: 'password' }, () =>
    auth.api.enableTwoFactor({ body: { password, method: 'totp' }, headers: headersOf(visit) }),
  );
  if (!('totpURI' in made) || !made.totpURI) throw new Error('better-auth made no secret');
  return {
    uri: made.totpURI,
    secret: new URL(made.totpURI).searchParams.get('secret') ?? '',
    recovery_codes: made.backupCodes,
  };
}
