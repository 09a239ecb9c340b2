/**
 * The nearest finite number: ±Infinity, which a sum or difference of huge values can give, becomes the largest double
 * of that sign. Zero comes back as +0, since JSON has no negative zero and a state must survive it unchanged.
 * NaN stays NaN; callers make sure that it cannot arise (no difference of infinities, no 0/0).
 */
export function clampFinite(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE) + 0;
}
