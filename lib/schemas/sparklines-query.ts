import { z } from 'zod';
import { maxSparklines } from './overview';

/** `series`: ids with commas between them. */
export const sparklinesQuerySchema = z.strictObject({
  series: z
    .string()
    .regex(/^\d{1,10}(,\d{1,10})*$/, 'must be ids of series with commas between them')
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.int32().min(1)).max(maxSparklines, `must name at most ${maxSparklines} series`)),
});
