import { z } from 'zod';
import { instantQuerySchema } from './common';

/** The requested episodes of drift: those that overlap the range, newest first. */
export const episodeQuerySchema = z
  .strictObject({
    from: instantQuerySchema.optional(),
    to: instantQuerySchema.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['from'],
    message: 'must not be after to',
  });
export type EpisodeQuery = z.infer<typeof episodeQuerySchema>;

/** Consecutive readings in drift of a detector on a series: what would be, or was, an incident. */
export const episodeSchema = z.object({
  series_id: z.number(),
  model_id: z.string(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  from_ts: z.string(),
  /** Time of the first reading after it; null while it lasts. */
  to_ts: z.string().nullable(),
  /** The highest statistic in it. */
  statistic: z.number().nullable(),
  threshold: z.number().nullable(),
});
export const episodeListSchema = z.object({ items: z.array(episodeSchema), next_cursor: z.null() });
export type EpisodeList = z.infer<typeof episodeListSchema>;
