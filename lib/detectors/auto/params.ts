import { z } from 'zod';
import { directionParam, warningRatioParam } from '../shared-params';

/** The params; the comment of `auto` says what each does. */
export const paramsSchema = z.strictObject({
  false_alarm_every: z.number().min(100).max(1e12).default(10_000).meta({
    title: 'False alarm every',
    description: 'About how many points of a calm series go by for one false alarm. Higher: rarer, later.',
    unit: 'points',
  }),
  reference_size: z.int().min(16).max(1000).default(30).meta({
    title: 'Reference size',
    description:
      'The fewest points before anything is judged. With several points a day it takes one or two days as well.',
    unit: 'points',
  }),
  direction: directionParam('both'),
  warning_ratio: warningRatioParam(0.8),
});

export type AutoParams = z.infer<typeof paramsSchema>;
