import type { Reading } from '../detectors/types';
import { DriftwatchError } from '../errors';

/**
 * The smallest change that matters: in the metric's unit, or in percent of the mean of the reference. Above
 * 0.
 */
export interface MinChange {
  readonly value: number;
  readonly unit: 'absolute' | 'percent';
}

/** What a detector asks of its runs beside its method: the same for every method, applied by the run. */
export interface RunRules {
  /**
   * A drift with an estimated change smaller than this is at most a warning; `null`: every change matters.
   */
  readonly minChange: MinChange | null;
  /**
   * Event time after the opening of an incident at which the present becomes the reference, in milliseconds;
   * `null`: never.
   */
  readonly adoptAfterMs: number | null;
}

/** @throws INVALID_INPUT unless a run can follow the rules. */
export function checkRules({ minChange, adoptAfterMs }: RunRules): void {
  if (minChange !== null && !(minChange.value > 0 && Number.isFinite(minChange.value)))
    throw new DriftwatchError('INVALID_INPUT', `min_change must be above 0, got ${minChange.value}`);
  if (adoptAfterMs !== null && !(adoptAfterMs > 0 && Number.isFinite(adoptAfterMs)))
    throw new DriftwatchError('INVALID_INPUT', `adoptAfterMs must be above 0, got ${adoptAfterMs}`);
}

/**
 * Whether the change that a reading estimates is smaller than what matters. A change of unknown size is not:
 * one without a delta, and in percent one without a reference or with a reference mean of 0.
 *
 * @param referenceMean called only if it is needed; in the metric's unit.
 */
export function isTooSmall(
  { delta }: Reading,
  { value, unit }: MinChange,
  referenceMean: () => number | null,
): boolean {
  if (delta === null) return false;
  if (unit === 'absolute') return Math.abs(delta) < value;
  const mean = referenceMean();
  if (mean === null || mean === 0) return false;
  // Divided first: a delta of 1e307 times 100 would be infinite.
  return (Math.abs(delta) / Math.abs(mean)) * 100 < value;
}
