import { onlyAllows, route } from '@/lib/http/server';
import { listMethods } from '@/lib/services/detectors/list-methods';

/** Every method of the registry, with the JSON Schema of its params. */
export const GET = route(async () => Response.json({ items: listMethods(), next_cursor: null }));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
