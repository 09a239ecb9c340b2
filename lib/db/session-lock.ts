import type { ClientBase } from 'pg';

/** First half of the keys of these locks; the second is the name. Any constant that nothing else uses. */
const sessionKey = 0x44720007;

/**
 * Runs `work` while the connection holds the lock with this name; does nothing if another one holds it.
 * PostgreSQL releases the lock when the connection ends, also that of a process that has been killed.
 *
 * @returns whether the lock was free
 */
export async function withSessionLock(
  client: Pick<ClientBase, 'query'>,
  name: string,
  work: () => Promise<void>,
): Promise<boolean> {
  const lock = `${sessionKey}, hashtext($1)`;
  const { rows } = await client.query(`SELECT pg_try_advisory_lock(${lock}) AS locked`, [name]);
  if (!rows[0]?.locked) return false;
  try {
    await work();
  } finally {
    await client.query(`SELECT pg_advisory_unlock(${lock})`, [name]);
  }
  return true;
}
