import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { createKey } from '@/lib/services/keys/create-key';
import { listKeys } from '@/lib/services/keys/list-keys';

export const GET = route(async () => Response.json(await listKeys({ actor: caller(), input: {} })));

/** The only response with the text of the key, besides that of a rotation. */
export const POST = route(async (request) =>
  Response.json(await createKey({ actor: caller(), input: await readJson(request) }), { status: 201 }),
);

export const { PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET', 'POST');
