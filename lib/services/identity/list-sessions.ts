import type { Visit } from '../../http/visit-of';
import type { SessionEntry } from '../../schemas/identity';
import { type ServiceCall, withDefaults } from '../call';
import { ownSession } from './own-session';

/** Lists the own sessions, that of the caller first, then the one that was used last. */
export async function listSessions(call: ServiceCall<{ visit: Visit }>): Promise<{ items: SessionEntry[] }> {
  const { actor, db, now, input } = withDefaults(call);
  const { user, sessionId } = await ownSession(db, actor, input.visit);
  const rows = await db.session.findMany({
    where: { userId: user.id, expiresAt: { gt: now } },
    orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }],
  });
  const items = rows.map((row) => ({
    id: row.id,
    is_current: row.id === sessionId,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.updatedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
    address: row.ipAddress,
    user_agent: row.userAgent,
  }));
  return { items: items.sort((one, other) => Number(other.is_current) - Number(one.is_current)) };
}
