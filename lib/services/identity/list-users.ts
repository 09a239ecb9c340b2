import type { User } from '../../schemas/identity';
import { requirePermission, type ServiceCall, withDefaults } from '../call';
import { loadUsers } from './load-users';

export async function listUsers(call: ServiceCall<Record<string, never>>): Promise<{ items: User[] }> {
  const { actor, db, now } = withDefaults(call);
  requirePermission(actor, 'manage_users');
  return { items: await loadUsers(db, now) };
}
