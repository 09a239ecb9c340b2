import { caller } from '@/lib/http/caller';
import { evidenceSchema } from '@/lib/schemas/evidence';
import { getIncident } from '@/lib/services/incidents/get-incident';

/** An incident as pages show it: without the state of the method, which is most of its bytes. */
export async function loadIncidentView(id: string) {
  const { evidence, ...incident } = await getIncident({ actor: caller(), input: { id } });
  const { state_before: _, ...shown } = evidenceSchema.parse(evidence);
  return { ...incident, evidence: shown };
}
