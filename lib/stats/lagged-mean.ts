import { ringMean } from './mean';

/**
 * The mean of `window` values, the newest of which is `lag` values older than the next one.
 *
 * Shape. A ring of the last `lag + window - 1` values; the mean is that of its oldest `window`, and there is
 * none before the ring is full. It is computed anew each time, since a running sum would keep the rounding
 * error of every earlier value. Values are finite; so is the mean, and the mean of equal values is that
 * value.
 *
 * Cost O(window) for the mean, O(1) for adding; state: `lag + window + 2` numbers.
 */
export type LaggedMean = {
  size: number;
  window: number;
  values: number[];
  /** Where the next value goes: the oldest one is there once the ring is full. */
  next: number;
};

export function createLaggedMean(lag: number, window: number): LaggedMean {
  return { size: lag + window - 1, window, values: [], next: 0 };
}

/** What the next value is compared with; `null` while there are too few values. */
export function laggedMean({ size, window, values, next }: LaggedMean): number | null {
  return values.length < size ? null : ringMean(values, next, window);
}

/** Adds a value and forgets the oldest. */
export function addLagged(lagged: LaggedMean, value: number): void {
  lagged.values[lagged.next] = value;
  lagged.next = lagged.next + 1 === lagged.size ? 0 : lagged.next + 1;
}
