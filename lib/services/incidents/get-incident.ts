import { z } from 'zod';
import type { Database, Transaction } from '../../db/client';
import { DriftwatchError } from '../../errors';
import { evidenceSchema } from '../../schemas/evidence';
import type { IncidentDetail } from '../../schemas/incidents';
import { type Actor, maySee, type ServiceCall, withDefaults } from '../call';
import { incidentFacts } from './incident-facts';
import { incidentInclude, toIncident } from './to-incident';

const notFound = (id: string) => new DriftwatchError('NOT_FOUND', `there is no incident ${id}`);

/**
 * Loads the row of an incident without its evidence.
 *
 * @throws NOT_FOUND if the id is invalid or unknown
 */
export async function loadIncidentRow(db: Database | Transaction, id: string) {
  const row = z.guid().safeParse(id).success
    ? await db.incident.findUnique({ where: { id }, omit: { evidence: true } })
    : null;
  if (!row) throw notFound(id);
  return row;
}

/**
 * The same for an actor, to whom incidents of models that he may not see do not exist.
 *
 * @throws NOT_FOUND
 */
export async function loadVisibleIncidentRow(db: Database | Transaction, actor: Actor, id: string) {
  const row = await loadIncidentRow(db, id);
  if (!maySee(actor, row.modelId)) throw notFound(id);
  return row;
}

/** Returns one incident with its frozen evidence. */
export async function getIncident(call: ServiceCall<{ id: string }>): Promise<IncidentDetail> {
  const { actor, db, input } = withDefaults(call);
  const row = z.guid().safeParse(input.id).success
    ? await db.incident.findUnique({ where: { id: input.id }, include: incidentInclude })
    : null;
  if (!row || !maySee(actor, row.modelId)) throw notFound(input.id);
  const [incident, evidence] = [toIncident(row), evidenceSchema.parse(row.evidence)];
  return { ...incident, evidence, facts: incidentFacts(incident, evidence) };
}
