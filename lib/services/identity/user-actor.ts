import { accessOfUser } from '../../policy/access';
import type { Actor } from '../call';
import type { SignedInUser } from './session-of';

/** The actor of a user who has just signed in, or is signing out. */
export function userActor({ id, role, grants }: Pick<SignedInUser, 'id' | 'role' | 'grants'>): Actor {
  return { kind: 'user', name: `user:${id}`, access: accessOfUser(role, grants) };
}
