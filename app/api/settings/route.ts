import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { getSettings } from '@/lib/services/settings/get-settings';
import { updateSettings } from '@/lib/services/settings/update-settings';

export const GET = route(async () => Response.json(await getSettings({ actor: caller(), input: {} })));

export const PATCH = route(async (request) =>
  Response.json(await updateSettings({ actor: caller(), input: await readJson(request) })),
);

export const { POST, PUT, DELETE, OPTIONS } = onlyAllows('GET', 'PATCH');
