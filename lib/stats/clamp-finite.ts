/**
 * The nearest finite number: ±Infinity, which a sum or difference of huge values can give, becomes the
 * largest double of that sign. Zero becomes +0, since JSON has no negative zero and a state must survive it
 * unchanged. NaN stays NaN; callers make sure that it cannot arise (no difference of infinities, no 0/0).
 *
 * Every update of every method calls this. The literal is Number.MAX_VALUE: written out, the function is so
 * short that V8 inlines it whatever else the caller has inlined.
 */
export function clampFinite(value: number): number {
  if (value > 1.7976931348623157e308) return 1.7976931348623157e308;
  return value < -1.7976931348623157e308 ? -1.7976931348623157e308 : value + 0;
}
