import { type Database, database, type Transaction } from '../../db/client';
import type { Role } from '../../schemas/roles';
import { authOf } from './auth';
import { headersOf } from './headers-of';
import { hasSecureSession } from './session-cookies';

export interface SignedInUser {
  id: string;
  name: string;
  email: string;
  role: Role | null;
  grants: { role: Role; modelPattern: string }[];
  hasSecondFactor: boolean;
  hasPassword: boolean;
}

export interface SignedIn {
  user: SignedInUser;
  sessionId: string;
  expiresAt: Date;
  /** `Set-Cookie` headers, if the session has been prolonged. */
  setCookies: string[];
}

/** Returns the user as the gate knows him; null if there is none, or he is disabled. */
export async function loadSignedInUser(db: Database | Transaction, id: string): Promise<SignedInUser | null> {
  const user = await db.user.findUnique({
    where: { id, disabledAt: null },
    include: {
      grants: { select: { role: true, modelPattern: true }, orderBy: { id: 'asc' } },
      accounts: { where: { providerId: 'credential', password: { not: null } }, select: { id: true } },
    },
  });
  if (!user) return null;
  const { name, email, role, grants, twoFactorEnabled, accounts } = user;
  return {
    id,
    name,
    email,
    role,
    grants,
    hasSecondFactor: twoFactorEnabled === true,
    hasPassword: accounts.length > 0,
  };
}

/**
 * Returns whose session the cookies hold; null if it is over, its user is disabled, or its second factor is
 * missing.
 */
export async function sessionOf(cookieHeader: string, db = database()): Promise<SignedIn | null> {
  if (!cookieHeader.includes('driftwatch.session_token=')) return null;
  const auth = await authOf(db, hasSecureSession(cookieHeader));
  const { headers, response: found } = await auth.api.getSession({
    headers: headersOf({ cookies: cookieHeader, userAgent: null }),
    returnHeaders: true,
  });
  const user = found && (await loadSignedInUser(db, found.user.id));
  if (!user) return null;
  const { id: sessionId, expiresAt } = found.session;
  return { user, sessionId, expiresAt, setCookies: headers.getSetCookie() };
}
