import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { sparklinesQuerySchema } from '@/lib/schemas/overview';
import { operator } from '@/lib/services/call';
import { getSparklines } from '@/lib/services/overview/get-sparklines';

export const GET = route(async (request) =>
  Response.json(await getSparklines({ actor: operator, input: readQuery(request, sparklinesQuerySchema) })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
