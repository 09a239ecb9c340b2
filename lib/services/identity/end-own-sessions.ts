import { inTransaction } from '../../db/transaction';
import { DriftwatchError } from '../../errors';
import type { Visit } from '../../http/visit-of';
import { writeAudit } from '../audit/write-audit';
import { type ServiceCall, withDefaults } from '../call';
import { endSessions } from './end-sessions';
import { ownSession } from './own-session';

/**
 * Ends one of the own sessions, or, without an id, all but that of the caller.
 *
 * @throws NOT_FOUND if none of the own sessions has the id
 */
export async function endOwnSessions(call: ServiceCall<{ id?: string; visit: Visit }>): Promise<void> {
  const { actor, db, now, input } = withDefaults(call);
  const { id, visit } = input;
  const { user, sessionId } = await ownSession(db, actor, visit);
  await inTransaction(db, async (tx) => {
    const ended =
      id === undefined
        ? await endSessions(tx, user.id, sessionId)
        : (await tx.session.deleteMany({ where: { id, userId: user.id } })).count;
    if (id !== undefined && ended === 0) throw new DriftwatchError('NOT_FOUND', `there is no session ${id}`);
    if (ended > 0)
      await writeAudit(tx, actor, now, [
        {
          action: 'user.sessions_ended',
          entityType: 'user',
          entityId: user.id,
          detail: { sessions_ended: ended },
        },
      ]);
  });
}
