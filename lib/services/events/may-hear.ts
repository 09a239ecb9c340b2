import { mayEverywhere } from '../../policy/access';
import { type Actor, maySee, seesAll } from '../call';

/** What only those who may see the audit trail hear of. */
const privateEntities = new Set(['user', 'key', 'setting', 'audit']);

/**
 * Returns whether an actor may hear of a change: of models that he sees, and of what belongs to no model if he
 * sees all.
 */
export function mayHear(
  actor: Actor,
  { entity, modelId }: { entity: string; modelId: string | null },
): boolean {
  if (privateEntities.has(entity)) return mayEverywhere(actor.access, 'see_audit');
  return modelId === null ? seesAll(actor) : maySee(actor, modelId);
}
