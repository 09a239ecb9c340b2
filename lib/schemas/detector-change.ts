import { z } from 'zod';
import { incidentSchema } from './incidents';

/** `dry_run=true` changes nothing; the response shows what would change. */
export const dryRunQuerySchema = z.strictObject({
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});

/** The effects of changing or deleting a detector. */
export const detectorChangeSchema = z.object({
  /** True if its runs start again, which ends its open incidents. */
  reprimes: z.boolean(),
  series_count: z.number(),
  /** Number of open incidents that would end, and the newest 20 of them. */
  incident_count: z.number(),
  incidents: z.array(incidentSchema),
});
export type DetectorChange = z.infer<typeof detectorChangeSchema>;
