import { z } from 'zod';
import type { MetricTraits } from './types';

/*
 * Params that many methods have. One definition each, so that a param has the same name, range and words
 * everywhere. Defaults that differ between methods are arguments.
 */

/**
 * The number of points learned from before anything is judged; `most` is lower where a method keeps them all.
 */
export const referenceSizeParam = (points: number, most = 100_000) =>
  z.int().min(2).max(most).default(points).meta({
    title: 'Reference size',
    description:
      'How many of the first points teach the ordinary level and noise; nothing is judged until then.',
    unit: 'points',
  });

export const seasons = ['none', 'hour_of_day', 'hour_of_week'] as const;
export type Season = (typeof seasons)[number];

/** The daily or weekly pattern taken out of the values; see input-stage.ts. */
export const seasonParam = () =>
  z.enum(seasons).default('none').meta({
    title: 'Season',
    description:
      'A pattern by the hour, in the time zone of the metric (UTC without one), that is ordinary and taken out of the values; the reference should cover it twice.',
    unit: null,
  });

export const scales = ['reference', 'raw'] as const;
export type Scale = (typeof scales)[number];

/** The unit of a distance; see input-stage.ts. */
export const scaleParam = (scale: Scale = 'reference') =>
  z.enum(scales).default(scale).meta({
    title: 'Scale',
    description:
      'Measure in standard deviations of the reference, the same on every metric, or raw, in the unit of the metric.',
    unit: null,
  });

export const directions = ['worse', 'both'] as const;
export type Direction = (typeof directions)[number];

/** Which side of ordinary counts; `worse` follows the direction of the metric. */
export const directionParam = (direction: Direction = 'worse') =>
  z.enum(directions).default(direction).meta({
    title: 'Direction',
    description:
      'Watch only changes for the worse (by the direction of the metric), or changes to both sides.',
    unit: null,
  });

export const warningRatioParam = (ratio = 0.7) =>
  z.number().min(0).max(1).default(ratio).meta({
    title: 'Warning ratio',
    description: 'Warn above this share of the threshold. 1: no warnings.',
    unit: 'share of the threshold',
  });

export const outlierLimitParam = (limit: number) =>
  z.number().gt(0).max(1e6).default(limit).meta({
    title: 'Outlier limit',
    description: 'A single point counts for at most this much, so that one outlier is no drift.',
    unit: 'standard deviations',
  });

/**
 * Unit of a distance that follows `scale`; components/detectors/params-summary.ts shows the half that
 * applies.
 */
export const scaledUnit = "standard deviations (raw: metric's unit)";

/** Whether rises (`up`) and falls (`down`) count. A two-sided metric is always watched on both sides. */
export function watchedSides(wanted: Direction, { direction }: MetricTraits): { up: boolean; down: boolean } {
  const both = wanted === 'both' || direction === 'two_sided';
  return {
    up: both || direction === 'lower_is_better',
    down: both || direction === 'higher_is_better',
  };
}
