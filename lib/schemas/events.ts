import { z } from 'zod';

/** That something has changed; what it is now is asked for by its id. */
export const changeEventSchema = z.object({
  /** As in the audit trail, such as `incident.opened`. */
  type: z.string(),
  entity: z.enum(['incident', 'retrain_job', 'detector', 'metric', 'model', 'series', 'annotation', 'view']),
  id: z.string(),
  /** The model it belongs to, where it belongs to one. */
  model_id: z.string().nullable(),
});
export type ChangeEvent = z.infer<typeof changeEventSchema>;

/** Data of the messages of `GET /api/events`, by their event names. */
export const eventMessages = {
  /** The first one; `resumed`: all that was missed comes next. */
  hello: z.object({ resumed: z.boolean() }),
  changes: z.object({ changes: z.array(changeEventSchema) }),
  /** Too much was missed to tell it one by one: ask for everything again. */
  reset: z.object({ reason: z.string() }),
};
