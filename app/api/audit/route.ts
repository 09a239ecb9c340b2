import { caller } from '@/lib/http/caller';
import { onlyAllows, readQuery, route } from '@/lib/http/server';
import { auditQuerySchema } from '@/lib/schemas/audit';
import { listAudit } from '@/lib/services/audit/list-audit';

export const GET = route(async (request) =>
  Response.json(await listAudit({ actor: caller(), input: readQuery(request, auditQuerySchema) })),
);

export const { POST, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('GET');
