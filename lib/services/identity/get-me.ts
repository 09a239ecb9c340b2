import { DriftwatchError } from '../../errors';
import type { Me } from '../../schemas/identity';
import { grantRoleSchema } from '../../schemas/roles';
import { type ServiceCall, withDefaults } from '../call';
import { loadSignedInUser } from './session-of';

/** Returns who is calling, and what the caller may do. */
export async function getMe(call: ServiceCall<object>): Promise<Me> {
  const { actor, db } = withDefaults(call);
  const { name, access } = actor;
  if (actor.kind !== 'user') return { actor: name, user: null, access };
  const user = await loadSignedInUser(db, name.slice('user:'.length));
  if (user === null) throw new DriftwatchError('UNAUTHENTICATED', 'this user cannot sign in any more');
  return {
    actor: name,
    user: {
      id: user.id,
      name: user.name,
      email: user.email,
      role: user.role,
      grants: user.grants.map(({ role, modelPattern }) => ({
        role: grantRoleSchema.parse(role),
        model_pattern: modelPattern,
      })),
      has_second_factor: user.hasSecondFactor,
      has_password: user.hasPassword,
    },
    access,
  };
}
