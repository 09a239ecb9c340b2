import type { Database, Transaction } from '../../db/client';
import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import { passwordLinkUseSchema } from '../../schemas/identity';
import { writeAudit } from '../audit/write-audit';
import { parseInput, type ServiceCall, withDefaults } from '../call';
import { authOf } from './auth';
import { hashOfToken } from './create-password-link';
import { endSessions } from './end-sessions';
import { refuseCommonPassword } from './refuse-common-password';
import { loadSignedInUser } from './session-of';
import { beginAttempt } from './sign-in-attempts';
import { storePassword } from './store-password';
import { userActor } from './user-actor';

const notValid = () => new DriftwatchError('NOT_FOUND', 'this link is not valid any more; ask for a new one');

/** Takes the link, which of several requests only one can do. */
async function takeLink(tx: Transaction, tokenHash: string, now: Date): Promise<string> {
  const link = await tx.passwordLink.findUnique({ where: { tokenHash } });
  const { count } = await tx.passwordLink.deleteMany({ where: { tokenHash, expiresAt: { gt: now } } });
  if (!link || count === 0) throw notValid();
  return link.userId;
}

async function setPassword(db: Database, now: Date, tokenHash: string, hash: string) {
  await inTransaction(db, async (tx) => {
    const userId = await takeLink(tx, tokenHash, now);
    const user = await loadSignedInUser(tx, userId);
    if (!user) throw notValid();
    await storePassword(tx, userId, hash);
    await tx.passwordLink.deleteMany({ where: { userId } });
    const ended = await endSessions(tx, userId);
    await writeAudit(tx, userActor(user), now, [
      {
        action: 'user.password_chosen',
        entityType: 'user',
        entityId: userId,
        detail: { sessions_ended: ended },
      },
    ]);
  });
}

/**
 * Chooses a password with a link, which is then used up, and ends every session of the user. A second factor
 * stays.
 *
 * @throws NOT_FOUND for a link that is not valid, or not any more
 */
export async function usePasswordLink(call: ServiceCall<unknown>): Promise<void> {
  const { db, now, input } = withDefaults(call);
  const { token, password } = parseInput(passwordLinkUseSchema, input, 'the new password');
  await refuseCommonPassword(password, 'password');
  const attempt = beginAttempt('sign-in', null);
  const tokenHash = hashOfToken(token);
  // Before the costly hash; what counts is decided once more in the transaction.
  if (!(await db.passwordLink.findUnique({ where: { tokenHash, expiresAt: { gt: now } } }))) throw notValid();
  attempt.takeBack();
  const { password: passwords } = await (await authOf(db, false)).$context;
  await setPassword(db, now, tokenHash, await passwords.hash(password));
}
