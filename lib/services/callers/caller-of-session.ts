import { accessOfUser } from '../../policy/access';
import { sessionOf } from '../identity/session-of';
import type { Caller } from './caller';

/** Finds out who sends the cookies of a session; null if there is no valid one. */
export async function callerOfSession(cookieHeader: string): Promise<Caller | null> {
  const session = await sessionOf(cookieHeader);
  if (session === null) return null;
  const { user } = session;
  return {
    actor: { kind: 'user', name: `user:${user.id}`, access: accessOfUser(user.role, user.grants) },
    hasCookie: true,
    endsMs: session.expiresAt.getTime(),
    requestsPerMinute: null,
    pointsPerMinute: null,
    setCookies: session.setCookies,
  };
}
