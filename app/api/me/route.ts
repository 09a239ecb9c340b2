import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { getMe } from '@/lib/services/identity/get-me';

export const GET = route(async () => Response.json(await getMe({ actor: caller(), input: {} })));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
