import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { auditQuerySchema } from '@/lib/schemas/audit';
import { listAudit } from '@/lib/services/audit/list-audit';
import { operator } from '@/lib/services/call';

export const GET = route(async (request) =>
  Response.json(await listAudit({ actor: operator, input: readQuery(request, auditQuerySchema) })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
