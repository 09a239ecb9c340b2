import { z } from 'zod';
import { instantQuerySchema, nameSchema, pageQuerySchema, pageSchema } from './common';

/** Who did what to what, and when. */
export const auditEntrySchema = z.object({
  id: z.number(),
  at: z.string(),
  /** `user:<id>`, `key:<id>`, or a name. */
  actor: z.string(),
  /** What people call the actor, if that is known and something else. */
  actor_name: z.string().nullable(),
  /** `entity.verb`, such as `detector.changed`. */
  action: z.string(),
  entity_type: z.string(),
  entity_id: z.string(),
  model_id: z.string().nullable(),
  from_status: z.string().nullable(),
  to_status: z.string().nullable(),
  /** Network address of the caller. */
  address: z.string().nullable(),
  /** `before` and `after` hold the fields that were changed, or all of what was created or deleted. */
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** An entry of the list, with the present name of its entity; null if the entity is gone or has none. */
export const listedAuditEntrySchema = auditEntrySchema.extend({
  entity_name: z.string().nullable(),
  entity_exists: z.boolean(),
});
export type ListedAuditEntry = z.infer<typeof listedAuditEntrySchema>;

/** Newest first. The first page names the actors of the whole trail, at most 200. */
export const auditPageSchema = pageSchema(listedAuditEntrySchema).extend({
  actors: z.array(z.object({ actor: z.string(), name: z.string().nullable() })).optional(),
});
export type AuditPage = z.infer<typeof auditPageSchema>;

const auditFilters = {
  actor: nameSchema.optional(),
  /** An action; with a dot at its end, all actions that begin with it. */
  action: z
    .string()
    .regex(
      /^[a-z_]{1,50}\.[a-z_]{0,50}$/,
      'must be an action such as detector.changed, or a kind such as detector.',
    )
    .optional(),
  entity_type: nameSchema.optional(),
  entity_id: nameSchema.optional(),
  model_id: nameSchema.optional(),
  /** Both inclusive. */
  from: instantQuerySchema.optional(),
  to: instantQuerySchema.optional(),
};

export const auditQuerySchema = pageQuerySchema.extend(auditFilters);
export type AuditQuery = z.infer<typeof auditQuerySchema>;

export const auditExportQuerySchema = z.strictObject({
  ...auditFilters,
  format: z.enum(['csv', 'ndjson']),
});
export type AuditExportQuery = z.infer<typeof auditExportQuerySchema>;
export type AuditFormat = AuditExportQuery['format'];
