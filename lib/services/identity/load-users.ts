import type { Database, Transaction } from '../../db/client';
import { lastRowsOf } from '../../db/sql/audit-list';
import type { User } from '../../schemas/identity';
import { grantRoleSchema } from '../../schemas/roles';

/** The later of two times. */
const latest = (one: Date | undefined, other: Date | undefined) =>
  one && other ? new Date(Math.max(one.getTime(), other.getTime())) : (one ?? other);

/**
 * Loads users in the form of the API, by name.
 *
 * @param id only this one
 */
export async function loadUsers(db: Database | Transaction, now: Date, id?: string): Promise<User[]> {
  const rows = await db.user.findMany({
    where: { ...(id !== undefined && { id }) },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    include: {
      grants: { orderBy: [{ modelPattern: 'asc' }, { role: 'asc' }] },
      accounts: { where: { providerId: 'credential', password: { not: null } }, select: { id: true } },
      passwordLinks: { where: { expiresAt: { gt: now } }, select: { userId: true }, take: 1 },
      sessions: { select: { updatedAt: true }, orderBy: { updatedAt: 'desc' }, take: 1 },
    },
  });
  const lastActs = await lastRowsOf(
    db,
    rows.map((row) => `user:${row.id}`),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    grants: row.grants.map(({ role, modelPattern }) => ({
      role: grantRoleSchema.parse(role),
      model_pattern: modelPattern,
    })),
    has_second_factor: row.twoFactorEnabled === true,
    has_password: row.accounts.length > 0,
    has_open_link: row.passwordLinks.length > 0,
    disabled_at: row.disabledAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    last_seen_at: latest(row.sessions[0]?.updatedAt, lastActs.get(`user:${row.id}`))?.toISOString() ?? null,
  }));
}

/** Loads one user; undefined if there is none. */
export async function loadUser(db: Database | Transaction, now: Date, id: string): Promise<User | undefined> {
  const [user] = await loadUsers(db, now, id);
  return user;
}
