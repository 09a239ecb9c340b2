import { z } from 'zod';
import {
  directionParam,
  referenceSizeParam,
  scaleParam,
  seasonParam,
  warningRatioParam,
} from './shared-params';

/* The params that every method with a reference and a current window has; two-window.ts says what they do. */

export const referenceKinds = ['first', 'range', 'rolling'] as const;

const instant = z.int().min(0).max(8_640_000_000_000_000).nullable().default(null);

/** The number of points of the current window. */
export const windowParam = (most: number) =>
  z.int().min(5).max(most).default(50).meta({
    title: 'Window',
    description: 'How many of the last points are compared with the reference.',
    unit: 'points',
  });

/**
 * Spread into a method's schema beside its own threshold. Both windows are part of the state, which is
 * stored, copied and walked over as a whole: their limits keep that to a few milliseconds.
 */
export const windowParamFields = {
  reference: z.enum(referenceKinds).default('first').meta({
    title: 'Reference',
    description:
      'What the current points are compared with: the first ones, those of a fixed time range, or those just before.',
    unit: null,
  }),
  reference_size: referenceSizeParam(200, 10_000),
  reference_from: instant.meta({
    title: 'Range from',
    description: 'Start of the time range that is the reference; only with reference "range".',
    unit: 'epoch milliseconds',
  }),
  reference_to: instant.meta({
    title: 'Range to',
    description: 'End of that time range, included.',
    unit: 'epoch milliseconds',
  }),
  window: windowParam(10_000),
  warning_ratio: warningRatioParam(),
  outlier_limit: z.number().gt(0).max(1e6).default(6).meta({
    title: 'Outlier limit',
    description: 'Values further than this from the reference mean count as being this far away.',
    unit: 'standard deviations',
  }),
  direction: directionParam(),
  season: seasonParam(),
  scale: scaleParam(),
};

/** The threshold, which calibration solves for. */
export const windowThreshold = (value: number, unit: string, description: string) =>
  z.number().gt(0).max(1e6).default(value).meta({ title: 'Threshold', description, unit });

const windowParams = z.strictObject(windowParamFields);
/** The params that the frame itself reads. */
export type WindowParams = z.infer<typeof windowParams> & { threshold: number };

/** Refuses a time range that is none, and a range that is not used. */
export function checkRange(
  { reference, reference_from: from, reference_to: to }: z.infer<typeof windowParams>,
  context: z.RefinementCtx,
): void {
  if (reference === 'range') {
    if (from !== null && to !== null && from < to) return;
    const message = `must be before reference_to, and both be given, got ${from} and ${to}`;
    context.addIssue({ code: 'custom', path: ['reference_from'], message });
  } else if (from !== null || to !== null) {
    const message = `is used with reference "range" only, got reference "${reference}"`;
    context.addIssue({ code: 'custom', path: [from === null ? 'reference_to' : 'reference_from'], message });
  }
}

/** The schema of a window method whose only param of its own is the threshold. */
export function windowParamsSchema(threshold: z.ZodDefault<z.ZodNumber>) {
  return z.strictObject({ threshold, ...windowParamFields }).superRefine(checkRange);
}
