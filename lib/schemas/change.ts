import { z } from 'zod';

/**
 * How large a change is: `diff` is the mean after less the mean before, in the metric's unit; `effect` the same in standard
 * deviations of the values before, null where they did not vary.
 */
export const changeSchema = z.object({
  before: z.object({ mean: z.number(), sd: z.number().nullable(), count: z.number() }),
  after: z.object({ mean: z.number(), count: z.number() }),
  diff: z.number(),
  effect: z.number().nullable(),
});
export type Change = z.infer<typeof changeSchema>;
