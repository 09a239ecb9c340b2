import { z } from 'zod';
import { incidentSchema } from './incidents';

/** `dry_run=true`: nothing is changed, and the answer says what would be. */
export const dryRunQuerySchema = z.strictObject({
  dry_run: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});

/** What a change of a detector, or its deletion, would do. */
export const detectorChangeSchema = z.object({
  /** Whether its runs begin anew, which ends its open incidents. */
  reprimes: z.boolean(),
  series_count: z.number(),
  /** Open incidents that would end, and the newest 20 of them. */
  incident_count: z.number(),
  incidents: z.array(incidentSchema),
});
export type DetectorChange = z.infer<typeof detectorChangeSchema>;
