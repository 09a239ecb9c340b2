import { z } from 'zod';
import { directionParam, warningRatioParam } from '../shared-params';

/** What a person may set; the text of `auto` says what each does. */
export const paramsSchema = z.strictObject({
  false_alarm_every: z.number().min(100).max(1e12).default(10_000).meta({
    title: 'False alarm every',
    description: 'About how many points of a calm series go by for one false alarm. Higher: rarer, later.',
    unit: 'points',
  }),
  reference_size: z.int().min(16).max(1000).default(256).meta({
    title: 'Reference size',
    description: 'How many of the first points teach what is ordinary; nothing is judged until then.',
    unit: 'points',
  }),
  direction: directionParam('both'),
  warning_ratio: warningRatioParam(0.8),
});

export type AutoParams = z.infer<typeof paramsSchema>;
