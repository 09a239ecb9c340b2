import { createHash, randomBytes } from 'node:crypto';
import type { Transaction } from '../../db/client';

const hourMs = 3_600_000;
/** An invitation may wait over a weekend. */
const invitationMs = 72 * hourMs;
const resetMs = hourMs;

/** What is stored of a token. */
export const hashOfToken = (token: string) => createHash('sha256').update(token).digest('hex');

export interface CreatedLink {
  /** Path of the page with the token, which browsers keep to themselves. */
  path: string;
  expiresAt: Date;
  /** Whether the user has no password yet. */
  isInvitation: boolean;
}

/** Creates a link with which a user chooses a password once. Earlier ones stay. */
export async function createPasswordLink(tx: Transaction, now: Date, userId: string): Promise<CreatedLink> {
  const password = await tx.account.findFirst({
    where: { userId, providerId: 'credential', password: { not: null } },
    select: { id: true },
  });
  const isInvitation = password === null;
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + (isInvitation ? invitationMs : resetMs));
  await tx.passwordLink.deleteMany({ where: { expiresAt: { lte: now } } });
  await tx.passwordLink.create({
    data: { tokenHash: hashOfToken(token), userId, expiresAt, createdAt: now },
  });
  return { path: `/choose-password#${token}`, expiresAt, isInvitation };
}
