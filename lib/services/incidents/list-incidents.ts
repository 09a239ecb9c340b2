import { z } from 'zod';
import type { Incident, incidentQuerySchema } from '../../schemas/incidents';
import { type ServiceCall, withDefaults } from '../call';
import { decodeCursor, toPage } from '../page';
import { incidentInclude, toIncident } from './to-incident';

/** Lists incidents, most recently opened first. */
export async function listIncidents(
  call: ServiceCall<z.infer<typeof incidentQuerySchema>>,
): Promise<{ items: Incident[]; next_cursor: string | null }> {
  const { db, input } = withDefaults(call);
  const before = decodeCursor(input.cursor, z.tuple([z.guid()]));
  const rows = await db.incident.findMany({
    where: {
      ...(input.model_id !== undefined && { modelId: input.model_id }),
      ...(input.series_id !== undefined && { seriesId: input.series_id }),
      ...(input.state && { state: input.state }),
      ...(before && { id: { lt: before[0] } }),
    },
    // Ids are UUIDs of version 7, whose order is that of creation.
    orderBy: { id: 'desc' },
    take: input.limit + 1,
    include: incidentInclude,
    omit: { evidence: true },
  });
  return toPage(rows, input.limit, toIncident, (row) => [row.id]);
}
