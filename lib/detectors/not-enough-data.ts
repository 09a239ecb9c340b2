import type { Reading } from './types';

/**
 * The reading of a point before the method can judge.
 * @param seen points so far, this one included.
 * @param needed points after which the method judges, as far as it knows now.
 */
export function notEnoughData(seen?: number, needed?: number): Reading {
  const reading: Reading = { statistic: null, threshold: null, level: 'insufficient_data', delta: null };
  if (seen !== undefined && needed !== undefined) reading.learning = { seen, needed };
  return reading;
}
