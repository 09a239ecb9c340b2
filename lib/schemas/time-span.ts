const unitsMs: Record<string, number> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * Reads a span of time as searches write it: a whole number of hours, days or weeks.
 *
 * @returns milliseconds; null if it is no such text
 * @example spanMs('24h') === 86_400_000
 */
export function spanMs(text: string): number | null {
  const [, count, unit = ''] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (unitsMs[unit] ?? 0);
}
