import { type Role, roleSchema } from '../schemas/roles';
import type { OidcSettings } from '../schemas/settings';

/** From the least to the most. */
const order = roleSchema.options;

/**
 * Decides the role of somebody who signs in with the provider: the highest that a value of the claim gives,
 * else the default.
 *
 * @param claims what the provider says about the user
 * @param present the role of a user who is known; it stays if no claim decides
 * @returns null: no role; undefined: the sign-in is refused, because nothing gives a role
 */
export function decideProviderRole(
  { role_claim, roles, default_role }: OidcSettings,
  claims: Record<string, unknown>,
  present: { role: Role | null } | undefined,
): Role | null | undefined {
  if (role_claim === null) return present ? present.role : (default_role ?? undefined);
  const claim = claims[role_claim];
  const values = (Array.isArray(claim) ? claim : [claim]).filter((value) => typeof value === 'string');
  const given = values.flatMap((value) => (Object.hasOwn(roles, value) ? [roles[value]] : []));
  return order.filter((role) => given.includes(role)).at(-1) ?? default_role ?? undefined;
}
