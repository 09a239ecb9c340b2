import { z } from 'zod';

/** A change; the client requests the current state by its id. */
export const changeEventSchema = z.object({
  /** As in the audit trail, such as `incident.opened`. */
  type: z.string(),
  entity: z.enum([
    'incident',
    'retrain_job',
    'detector',
    'metric',
    'model',
    'series',
    'annotation',
    'view',
    'setting',
    'user',
    'audit',
  ]),
  id: z.string(),
  /** The model it belongs to, if any. */
  model_id: z.string().nullable(),
});
export type ChangeEvent = z.infer<typeof changeEventSchema>;

/** Data of the messages of `GET /api/events`, by event name. */
export const eventMessages = {
  /** The first message; `resumed`: everything that was missed follows. */
  hello: z.object({ resumed: z.boolean() }),
  changes: z.object({ changes: z.array(changeEventSchema) }),
  /** Too much was missed for single messages: request everything again. */
  reset: z.object({ reason: z.string() }),
};
