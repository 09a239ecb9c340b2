import { onlyAllows, route } from '@/lib/http/server';
import { operator } from '@/lib/services/call';
import { getOverview } from '@/lib/services/overview/get-overview';

export const GET = route(async () => Response.json(await getOverview({ actor: operator, input: {} })));

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
