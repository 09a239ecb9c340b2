/** A change as `GET /api/events` announces it. */
export interface LiveChange {
  type: string;
  entity: string;
  id: string;
  model_id: string | null;
}

/** Which answers hold something of an entity, by the first word of their query keys. */
const keysOf: Record<string, string[]> = {
  incident: ['incidents', 'models', 'jobs'],
  retrain_job: ['jobs', 'models', 'incidents'],
  detector: ['detectors', 'models', 'incidents', 'series'],
  metric: ['models', 'series', 'incidents', 'jobs'],
  model: ['models', 'series', 'incidents', 'jobs', 'detectors'],
  series: ['models', 'series', 'incidents', 'jobs', 'detectors'],
  annotation: ['annotations', 'incidents'],
  view: ['views'],
};

/** Keys that name the one model they are about, in their third place. */
const isOfOneModel = (key: readonly unknown[]) =>
  (key[0] === 'models' && key[1] === 'one') || (key[0] === 'incidents' && key[1] === 'model');

/** Whether an answer may be another one after a change; what is frozen never is. */
export function isTouchedBy(key: readonly unknown[], { entity, model_id }: LiveChange): boolean {
  const [first, second, third] = key;
  if (second === 'evidence' || typeof first !== 'string') return false;
  // The audit trail has a row for every change.
  if (first !== 'audit' && !keysOf[entity]?.includes(first)) return false;
  return !(model_id !== null && isOfOneModel(key) && third !== model_id);
}
