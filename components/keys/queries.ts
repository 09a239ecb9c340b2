import { queryOptions } from '@tanstack/react-query';
import { fetchJson, requestNothing } from '@/lib/http/client';
import type { CreatedKey, Key, KeyInput, KeyPatch } from '@/lib/schemas/keys';

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => fetchJson<{ items: Key[] }>('/api/keys', { signal }),
});

const keyPath = (id: string) => `/api/keys/${encodeURIComponent(id)}`;

export const createKey = (body: KeyInput) => fetchJson<CreatedKey>('/api/keys', { method: 'POST', body });

export const patchKey = ({ id, patch }: { id: string; patch: KeyPatch }) =>
  fetchJson<Key>(keyPath(id), { method: 'PATCH', body: patch });

export const revokeKey = (id: string) => requestNothing(keyPath(id), { method: 'DELETE' });

export const rotateKey = ({ id, hours }: { id: string; hours: number }) =>
  fetchJson<CreatedKey>(`${keyPath(id)}/rotate`, { method: 'POST', body: { overlap_hours: hours } });
