import { DriftwatchError } from '../../errors';
import type { SignedInUser } from './session-of';

/** @throws NOT_ALLOWED_NOW if the user has no second factor */
export function requireSecondFactor({ hasSecondFactor }: SignedInUser) {
  if (!hasSecondFactor) throw new DriftwatchError('NOT_ALLOWED_NOW', 'you have no second factor');
}
