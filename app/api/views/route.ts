import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { createView } from '@/lib/services/views/create-view';
import { listViews } from '@/lib/services/views/list-views';

export const GET = route(async () => Response.json(await listViews({ actor: caller(), input: {} })));

export const POST = route(async (request) =>
  Response.json(await createView({ actor: caller(), input: await readJson(request) }), { status: 201 }),
);

export const { PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET', 'POST');
