import { z } from 'zod';

/**
 * The size of a change: `diff` is the mean after minus the mean before, in the unit of the metric; `effect`
 * is the same in standard deviations of the values before, null if they did not vary.
 */
export const changeSchema = z.object({
  before: z.object({ mean: z.number(), sd: z.number().nullable(), count: z.number() }),
  after: z.object({ mean: z.number(), count: z.number() }),
  diff: z.number(),
  effect: z.number().nullable(),
});
export type Change = z.infer<typeof changeSchema>;
