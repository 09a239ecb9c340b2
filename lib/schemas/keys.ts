import { z } from 'zod';
import { instantSchema, nameSchema, timestampSchema } from './common';
import { grantPatternSchema } from './identity';
import { keyScopeSchema } from './roles';

const limitSchema = z
  .int()
  .min(1, 'must be at least 1')
  .max(1_000_000_000, 'must be at most a billion')
  .nullable();

/** `active`: can be used; the others say why not. */
export const keyStateSchema = z.enum(['active', 'expired', 'revoked']);

/** A key, as in `GET /api/keys`. Its secret part is not stored. */
export const keySchema = z.object({
  id: z.string(),
  /** The beginning of the key, `dw_<scope>_<id>_`. */
  prefix: z.string(),
  description: z.string(),
  scope: keyScopeSchema,
  /** Only these models; null: all. */
  model_pattern: z.string().nullable(),
  /** Requests per minute and instance of the app; null: no limit. */
  requests_per_minute: z.number().nullable(),
  /** Points per minute and instance of the app; null: no limit. */
  points_per_minute: z.number().nullable(),
  state: keyStateSchema,
  created_at: timestampSchema,
  created_by: z.string(),
  created_by_name: z.string().nullable(),
  expires_at: timestampSchema.nullable(),
  revoked_at: timestampSchema.nullable(),
  /** The key that this one replaces. */
  rotated_from: z.string().nullable(),
  /** Up to a minute old. */
  last_used_at: timestampSchema.nullable(),
  last_used_address: z.string().nullable(),
});
export const keyListSchema = z.object({ items: z.array(keySchema) });
export type Key = z.infer<typeof keySchema>;

/** Input of `POST /api/keys`. */
export const keyInputSchema = z.strictObject({
  description: nameSchema,
  scope: keyScopeSchema,
  model_pattern: grantPatternSchema.nullable().default(null),
  requests_per_minute: limitSchema.default(null),
  points_per_minute: limitSchema.default(null),
  /** null: never. */
  expires_at: instantSchema.nullable().default(null),
});
export type KeyInput = z.input<typeof keyInputSchema>;

/** Response of `POST /api/keys` and `POST /api/keys/:id/rotate`: the key itself is shown only here. */
export const createdKeySchema = z.object({ key: keySchema, secret: z.string() });
export type CreatedKey = z.infer<typeof createdKeySchema>;

/** Input of `PATCH /api/keys/:id`; what is missing stays. */
export const keyPatchSchema = z
  .strictObject({ description: nameSchema, requests_per_minute: limitSchema, points_per_minute: limitSchema })
  .partial();
export type KeyPatch = z.input<typeof keyPatchSchema>;

/** Input of `POST /api/keys/:id/rotate`. */
export const keyRotationSchema = z.strictObject({
  /** How long the old key can still be used, in hours. */
  overlap_hours: z.number().min(0, 'must not be negative').max(720, 'must be at most 720').default(24),
});
