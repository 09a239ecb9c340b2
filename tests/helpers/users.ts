import { randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { database } from '@/lib/db/client';
import type { Role } from '@/lib/schemas/roles';

// The secret of the sessions is encrypted under it.
process.env.SECRETS_KEY ??= Buffer.alloc(32, 1).toString('base64');

export const testPassword = 'correct horse battery';

let hash: Promise<string> | undefined;

interface UserOptions {
  email?: string;
  role?: Role | null;
  disabled?: boolean;
  /** null: only the sign-in provider. */
  password?: string | null;
}

/** Stores a user. */
export async function createUser({
  email = 'ada@example.com',
  role = 'viewer',
  disabled = false,
  password = testPassword,
}: UserOptions = {}) {
  const id = randomUUID();
  hash ??= hashPassword(testPassword);
  const account = {
    id: randomUUID(),
    accountId: id,
    providerId: 'credential',
    password: password === testPassword ? await hash : password && (await hashPassword(password)),
  };
  return database().user.create({
    data: {
      id,
      name: email.split('@', 1)[0] as string,
      email,
      role,
      disabledAt: disabled ? new Date() : null,
      ...(password !== null && { accounts: { create: account } }),
    },
  });
}
