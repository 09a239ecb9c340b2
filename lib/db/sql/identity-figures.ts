import type { SqlRunner } from '../sql-runner';

/** How many there are, and what a few of them are called. */
interface Named {
  count: number;
  names: string[];
}

export interface IdentityFigures {
  /** Number of admins who may sign in. */
  admins: number;
  /** Admins who sign in with a password and nothing else, by e-mail address. */
  passwordOnlyAdmins: Named;
  /** Keys that have not been used for 30 days. */
  idleKeys: Named;
  /** Keys that expire within 14 days and that no other key replaces. */
  expiringKeys: Named;
}

/** What a person calls a key: `Nightly scoring (dw_ingest_0123456789AB_)`. */
const keyName = `description || ' (dw_' || scope || '_' || id || '_)'`;

const named = (name: string, order: string) =>
  `SELECT count(*)::int AS count, coalesce((array_agg(${name} ORDER BY ${order}, ${name}))[1:5], '{}') AS names`;

/** Keys that people have made. The app makes its own for commands that may never run. */
const usableKeys = `api_keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1)
  AND created_by <> 'system'`;

export async function identityFigures(sql: SqlRunner, now: Date): Promise<IdentityFigures> {
  const [[admins], [passwordOnly], [idle], [expiring]] = await Promise.all([
    sql<{ count: number }>(
      `SELECT count(*)::int AS count FROM users WHERE role = 'admin' AND disabled_at IS NULL`,
      [],
    ),
    sql<Named>(
      `${named('email', 'email')} FROM users
       WHERE role = 'admin' AND disabled_at IS NULL AND two_factor_enabled IS NOT TRUE AND EXISTS (
         SELECT FROM accounts
         WHERE user_id = users.id AND provider_id = 'credential' AND password IS NOT NULL)`,
      [],
    ),
    sql<Named>(
      `${named(keyName, 'coalesce(last_used_at, created_at)')} FROM ${usableKeys}
         AND coalesce(last_used_at, created_at) < $1::timestamptz - interval '30 days'`,
      [now],
    ),
    sql<Named>(
      `${named(keyName, 'expires_at')} FROM ${usableKeys}
         AND expires_at < $1::timestamptz + interval '14 days'
         AND NOT EXISTS (SELECT FROM api_keys AS newer WHERE newer.rotated_from = api_keys.id)`,
      [now],
    ),
  ]);
  if (!admins || !passwordOnly || !idle || !expiring) throw new Error('an aggregate without a row');
  return {
    admins: admins.count,
    passwordOnlyAdmins: passwordOnly,
    idleKeys: idle,
    expiringKeys: expiring,
  };
}
