import type { Database, Transaction } from '../../db/client';
import type { Auth } from './auth';

/** What a right password was compared with. */
export interface CheckedPassword {
  userId: string;
  email: string;
  hash: string;
}

/** One statement for every address: an unknown user and a disabled one look the same. */
function findAccount(db: Database | Transaction, email: string) {
  return db.account.findFirst({
    where: { providerId: 'credential', user: { email, disabledAt: null } },
    select: { userId: true, password: true },
  });
}

/**
 * Checks the password of a user who may sign in. Whatever the result, this costs one hash and one statement.
 *
 * @returns null if it is wrong, or there is no such user
 */
export async function checkPassword(
  db: Database,
  auth: Auth,
  { email, password }: { email: string; password: string },
): Promise<CheckedPassword | null> {
  const { password: passwords } = await auth.$context;
  const account = await findAccount(db, email);
  if (!account?.password) {
    await passwords.hash(password);
    return null;
  }
  const { userId, password: hash } = account;
  return (await passwords.verify({ hash, password })) ? { userId, email, hash } : null;
}

/** Returns whether it is still the password of a user who may sign in. */
export async function isStillPassword(
  tx: Transaction,
  { userId, email, hash }: CheckedPassword,
): Promise<boolean> {
  const account = await findAccount(tx, email);
  return account?.userId === userId && account.password === hash;
}
