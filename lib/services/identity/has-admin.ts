import type { Database, Transaction } from '../../db/client';

/** Returns whether there is an admin who is not disabled. */
export async function hasAdmin(db: Database | Transaction): Promise<boolean> {
  const admin = await db.user.findFirst({ where: { role: 'admin', disabledAt: null }, select: { id: true } });
  return admin !== null;
}
