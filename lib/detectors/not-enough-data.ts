import type { Reading } from './types';

/** The reading of a point that only teaches. */
export function notEnoughData(): Reading {
  return { statistic: null, threshold: null, level: 'insufficient_data', delta: null };
}
