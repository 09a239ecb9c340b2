import type { Grant, User } from '@/lib/schemas/identity';
import type { Role } from '@/lib/schemas/roles';

/** What somebody may do, as it stands in a form. */
export interface AccessForm {
  /** Empty: nothing on all models. */
  role: Role | '';
  grants: Grant[];
}

export const accessFormOf = (user: Pick<User, 'role' | 'grants'>): AccessForm => ({
  role: user.role ?? '',
  grants: user.grants,
});

/** What the API gets: grants without a pattern were begun and left. */
export function accessOf({ role, grants }: AccessForm): { role: Role | null; grants: Grant[] } {
  return {
    role: role === '' ? null : role,
    grants: grants
      .map((grant) => ({ ...grant, model_pattern: grant.model_pattern.trim() }))
      .filter(({ model_pattern: pattern }) => pattern !== ''),
  };
}

/** What is wrong with it, as far as the browser can tell. */
export function accessFault(form: AccessForm): string | undefined {
  const { role, grants } = accessOf(form);
  if (role !== null || grants.length > 0) return undefined;
  return 'Choose a role, or name the models the person has one for.';
}

/** What the API says of `grants.1.model_pattern` belongs to the second row. */
export function grantErrors(errors: Partial<Record<string, string>>): Partial<Record<number, string>> {
  return Object.fromEntries(
    Object.entries(errors).flatMap(([field, text]) => {
      const [group, index] = field.split('.');
      return group === 'grants' && index !== undefined ? [[Number(index), text]] : [];
    }),
  );
}

/** Whoever is only invited has neither a password nor ever been here. */
const canSignIn = ({ disabled_at: disabled, has_password: hasPassword, last_seen_at: seen }: User) =>
  disabled === null && (hasPassword || seen !== null);

/** The only admin who can sign in: without them nobody could let anybody in. */
export function lastAdminId(users: User[]): string | null {
  const admins = users.filter((user) => user.role === 'admin' && canSignIn(user));
  return admins.length === 1 ? (admins[0]?.id ?? null) : null;
}

export const lastAdminReason = 'The only admin who can sign in: make somebody else an admin first.';
