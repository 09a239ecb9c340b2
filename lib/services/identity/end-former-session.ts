import type { Transaction } from '../../db/client';
import { writeAudit } from '../audit/write-audit';
import type { SignedIn } from './session-of';
import { userActor } from './user-actor';

/** Ends the session that a browser had until it signed in anew, which takes its cookie away. */
export async function endFormerSession(tx: Transaction, now: Date, former: SignedIn | null) {
  if (former === null) return;
  const { count } = await tx.session.deleteMany({ where: { id: former.sessionId } });
  if (count === 0) return;
  await writeAudit(tx, userActor(former.user), now, [
    {
      action: 'user.signed_out',
      entityType: 'user',
      entityId: former.user.id,
      detail: { by: 'another sign-in' },
    },
  ]);
}
