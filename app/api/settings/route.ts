import { onlyAllows, readJson, route } from '@/lib/http/server';
import { operator } from '@/lib/services/call';
import { getSettings } from '@/lib/services/settings/get-settings';
import { updateSettings } from '@/lib/services/settings/update-settings';

export const GET = route(async () => Response.json(await getSettings({ actor: operator, input: {} })));

export const PATCH = route(async (request) =>
  Response.json(await updateSettings({ actor: operator, input: await readJson(request) })),
);

export const { POST, PUT, DELETE, OPTIONS } = onlyAllows('GET', 'PATCH');
