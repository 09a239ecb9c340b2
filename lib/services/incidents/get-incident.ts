import { z } from 'zod';
import { DriftwatchError } from '../../errors';
import { evidenceSchema } from '../../schemas/evidence';
import type { IncidentDetail } from '../../schemas/incidents';
import { complete, type ServiceCall } from '../call';
import { incidentInclude, toIncident } from './to-incident';

/** One incident with its frozen evidence. */
export async function getIncident(call: ServiceCall<{ id: string }>): Promise<IncidentDetail> {
  const { db, input } = complete(call);
  const row = z.guid().safeParse(input.id).success
    ? await db.incident.findUnique({ where: { id: input.id }, include: incidentInclude })
    : null;
  if (!row) throw new DriftwatchError('NOT_FOUND', `there is no incident ${input.id}`);
  return { ...toIncident(row), evidence: evidenceSchema.parse(row.evidence) };
}
