import { queryOptions } from '@tanstack/react-query';
import { fetchJson, requestNothing } from '@/lib/http/client';
import type { Me, SecondFactorSetUp, SessionEntry } from '@/lib/schemas/identity';

/** Who one is, as it is now; the page comes with what was true when it was made. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => fetchJson<Me>('/api/me', { signal }),
});

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) => fetchJson<{ items: SessionEntry[] }>('/api/account/sessions', { signal }),
});

export const changeName = (name: string) =>
  requestNothing('/api/account', { method: 'PATCH', body: { name } });

export const changePassword = (body: { current_password: string; new_password: string }) =>
  requestNothing('/api/account/password', { method: 'POST', body });

export const endSession = (id: string) =>
  requestNothing(`/api/account/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const endOtherSessions = () => requestNothing('/api/account/sessions', { method: 'DELETE' });

const factorPath = '/api/account/second-factor';

export const beginSecondFactor = (password: string) =>
  fetchJson<SecondFactorSetUp>(factorPath, { method: 'POST', body: { password } });

export const confirmSecondFactor = (code: string) =>
  requestNothing(`${factorPath}/confirm`, { method: 'POST', body: { code } });

export const removeSecondFactor = (password: string) =>
  requestNothing(`${factorPath}/remove`, { method: 'POST', body: { password } });

export const makeRecoveryCodes = (password: string) =>
  fetchJson<{ recovery_codes: string[] }>('/api/account/recovery-codes', {
    method: 'POST',
    body: { password },
  });
