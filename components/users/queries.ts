import { queryOptions } from '@tanstack/react-query';
import { fetchJson, requestNothing } from '@/lib/http/client';
import type { InvitedUser, PasswordLink, User, UserInput, UserPatch } from '@/lib/schemas/identity';

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => fetchJson<{ items: User[] }>('/api/users', { signal }),
});

const userPath = (id: string) => `/api/users/${encodeURIComponent(id)}`;

export const inviteUser = (body: UserInput) => fetchJson<InvitedUser>('/api/users', { method: 'POST', body });

export const patchUser = ({ id, patch }: { id: string; patch: UserPatch }) =>
  fetchJson<User>(userPath(id), { method: 'PATCH', body: patch });

export const makePasswordLink = (id: string) =>
  fetchJson<PasswordLink>(`${userPath(id)}/password-link`, { method: 'POST' });

export const removeSecondFactor = (id: string) =>
  requestNothing(`${userPath(id)}/second-factor`, { method: 'DELETE' });
