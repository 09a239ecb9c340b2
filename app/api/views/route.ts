import { onlyAllows, readJson, route } from '@/lib/http/server';
import { operator } from '@/lib/services/call';
import { createView } from '@/lib/services/views/create-view';
import { listViews } from '@/lib/services/views/list-views';

export const GET = route(async () => Response.json(await listViews({ actor: operator, input: {} })));

export const POST = route(async (request) =>
  Response.json(await createView({ actor: operator, input: await readJson(request) }), { status: 201 }),
);

export const { PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET', 'POST');
