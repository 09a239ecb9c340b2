import { queryOptions } from '@tanstack/react-query';
import { fetchJson, requestNothing } from '@/lib/http/client';
import type { Settings, SettingsPatch } from '@/lib/schemas/settings';

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => fetchJson<Settings>('/api/settings', { signal }),
});

export const patchSettings = (body: SettingsPatch) =>
  fetchJson<Settings>('/api/settings', { method: 'PATCH', body });

export const sendTestMail = (to: string) =>
  requestNothing('/api/settings/test-mail', { method: 'POST', body: { to } });
