import { caller } from '@/lib/http/caller';
import { onlyAllows, route } from '@/lib/http/server';
import { getOverview } from '@/lib/services/overview/get-overview';

export const GET = route(async () => Response.json(await getOverview({ actor: caller(), input: {} })));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
