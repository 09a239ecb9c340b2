import { z } from 'zod';
import {
  commentSchema,
  instantQuerySchema,
  instantSchema,
  nameSchema,
  pageQuerySchema,
  pageSchema,
} from './common';

export const annotationKindSchema = z.enum(['deploy', 'note']);

/** A note by people or their deployments about a model, or one of its metrics, at a time or over a period. */
export const annotationSchema = z.object({
  id: z.string(),
  model_id: z.string(),
  /** Null for the whole model. */
  metric: z.string().nullable(),
  ts: z.string(),
  end_ts: z.string().nullable(),
  kind: annotationKindSchema,
  text: z.string(),
  created_at: z.string(),
  created_by: z.string(),
  /** What people call the actor, if that is known and something else. */
  created_by_name: z.string().nullable(),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** Input of `POST /api/annotations`; `ts` defaults to now. */
export const annotationInputSchema = z
  .strictObject({
    model_id: nameSchema,
    metric: nameSchema.nullable().default(null),
    ts: instantSchema.optional(),
    end_ts: instantSchema.nullable().default(null),
    kind: annotationKindSchema.default('note'),
    text: commentSchema.min(1, 'must not be empty'),
  })
  .refine(({ ts, end_ts }) => end_ts === null || (ts !== undefined && ts <= end_ts), {
    path: ['end_ts'],
    message: 'must not be before ts, which it needs',
  });

/** Newest first. With a metric, its annotations and those of the whole model. */
export const annotationPageSchema = pageSchema(annotationSchema);
export type AnnotationPage = z.infer<typeof annotationPageSchema>;
export const annotationQuerySchema = pageQuerySchema.extend({
  model_id: nameSchema.optional(),
  metric: nameSchema.optional(),
  from: instantQuerySchema.optional(),
  to: instantQuerySchema.optional(),
});
export type AnnotationQuery = z.infer<typeof annotationQuerySchema>;
