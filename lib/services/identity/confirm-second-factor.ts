import { lockSessionsOf } from '../../db/locks';
import { prismaRunner } from '../../db/sql-runner';
import { DriftwatchError, faultyInput } from '../../errors';
import { secondFactorConfirmSchema } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { authOf, inAuthTransaction } from './auth';
import { authErrorOf } from './auth-error';
import { claimTotpCode } from './claim-totp-code';
import { headersOf } from './headers-of';
import { type OwnAccountInput, ownSession, sessionIdsOf } from './own-session';
import { hasSecureSession } from './session-cookies';

function toRefusal(error: unknown): unknown {
  const code = authErrorOf(error)?.code;
  if (code === 'TOTP_NOT_ENABLED')
    return new DriftwatchError('NOT_ALLOWED_NOW', 'there is nothing to confirm; begin with your password');
  return code === 'INVALID_CODE' ? wrongCode() : error;
}

const wrongCode = () => faultyInput([{ field: 'code', message: 'is wrong, or over' }], 'the code');

/**
 * Turns the second factor on. Ends every session that began without it; the caller gets a new one.
 *
 * @returns `Set-Cookie` headers
 * @throws INVALID_INPUT for a wrong code; CONFLICT if it is on already
 */
export async function confirmSecondFactor(call: ServiceCall<OwnAccountInput>): Promise<string[]> {
  const { actor, db, now, input } = withDefaults(call);
  const { body, visit } = input;
  const { code } = parseInput(secondFactorConfirmSchema, body, 'the second factor');
  const { user } = await ownSession(db, actor, visit);
  if (user.hasSecondFactor) throw new DriftwatchError('CONFLICT', 'you have a second factor already');
  const auth = await authOf(db, hasSecureSession(visit.cookies));
  return inAuthTransaction(db, async (tx) => {
    await lockSessionsOf(prismaRunner(tx), user.id);
    const before = await sessionIdsOf(tx, user.id);
    const { headers } = await auth.api.verifyTOTP({
      body: { code },
      headers: headersOf(visit),
      returnHeaders: true,
    });
    if (!(await claimTotpCode(tx, auth, { userId: user.id, code }))) throw wrongCode();
    await tx.session.deleteMany({ where: { id: { in: before } } });
    await tx.verification.deleteMany({ where: { value: user.id } });
    await writeAudit(tx, actor, now, [
      { action: 'user.second_factor_added', entityType: 'user', entityId: user.id },
    ]);
    return headers.getSetCookie();
  }).catch((error) => {
    throw toRefusal(error);
  });
}
