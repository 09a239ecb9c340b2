import { evidenceSchema } from '@/lib/schemas/evidence';
import { operator } from '@/lib/services/call';
import { getIncident } from '@/lib/services/incidents/get-incident';

/** An incident as pages show it: without the state of the method, which is most of its bytes. */
export async function loadIncidentView(id: string) {
  const { evidence, ...incident } = await getIncident({ actor: operator, input: { id } });
  const { state_before: _, ...shown } = evidenceSchema.parse(evidence);
  return { ...incident, evidence: shown };
}
