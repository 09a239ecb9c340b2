import { z } from 'zod';
import { warningRatioParam } from '../shared-params';

/** The params; the comment of `anomaly` says what each does. */
export const paramsSchema = z.strictObject({
  false_alarm_every: z.number().min(100).max(1e12).default(5000).meta({
    title: 'False alarm every',
    description: 'About how many points of a calm series go by for one false alarm. Higher: rarer alarms.',
    unit: 'points',
  }),
  learning_points: z.int().min(40).max(10_000).default(200).meta({
    title: 'Learning points',
    description: 'How many of the first points only teach; nothing is judged until then.',
    unit: 'points',
  }),
  warning_ratio: warningRatioParam(0.8),
});

export type AnomalyParams = z.infer<typeof paramsSchema>;
