import { APIError } from 'better-auth/api';
import type { Database, Transaction } from '../../db/client';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { passwordChangeSchema } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { authOf } from './auth';
import { endSessions } from './end-sessions';
import { type OwnAccountInput, ownSession } from './own-session';
import { provePassword } from './prove-password';
import { refuseCommonPassword } from './refuse-common-password';

const wrongPassword = () => new APIError('BAD_REQUEST', { code: 'INVALID_PASSWORD', message: 'wrong' });

/** Returns the hashes of the current password, if it is right, and of the new one. */
async function hashNew(db: Database, userId: string, current: string, wanted: string) {
  const { password } = await (await authOf(db, false)).$context;
  const account = await db.account.findFirst({ where: { userId, providerId: 'credential' } });
  const former = account?.password;
  if (!former || !(await password.verify({ hash: former, password: current }))) throw wrongPassword();
  return { former, hash: await password.hash(wanted) };
}

/** Stores a new password unless the former one, which was checked, is no longer there. */
async function replacePassword(tx: Transaction, userId: string, former: string, hash: string) {
  const { count } = await tx.account.updateMany({
    where: { userId, providerId: 'credential', password: former },
    data: { password: hash },
  });
  if (count === 0)
    throw new DriftwatchError('CONFLICT', 'your password was changed meanwhile; sign in again');
}

/** Changes the own password. Ends the other sessions and the open links of the user. */
export async function changePassword(call: ServiceCall<OwnAccountInput>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  const given = parseInput(passwordChangeSchema, input.body, 'the new password');
  await refuseCommonPassword(given.new_password, 'new_password');
  const { user, sessionId } = await ownSession(db, actor, input.visit);
  const { former, hash } = await provePassword(db, { actor, now, user, field: 'current_password' }, () =>
    hashNew(db, user.id, given.current_password, given.new_password),
  );
  await inTransaction(db, async (tx) => {
    await replacePassword(tx, user.id, former, hash);
    const ended = await endSessions(tx, user.id, sessionId);
    await tx.passwordLink.deleteMany({ where: { userId: user.id } });
    await writeAudit(tx, actor, now, [
      {
        action: 'user.password_changed',
        entityType: 'user',
        entityId: user.id,
        detail: { sessions_ended: ended },
      },
    ]);
  });
}
