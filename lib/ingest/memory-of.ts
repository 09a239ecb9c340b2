/** Bytes of an object or array itself, of a number or place in it, and of a boxed number of an object. */
const headBytes = 32;
const placeBytes = 8;
const boxedBytes = 16;

/**
 * About how many bytes a plain JSON value takes in memory. Of an array that begins with a number no element
 * is looked at, so the cost is that of the few objects of a state, not of the values it keeps.
 */
export function memoryOf(value: unknown): number {
  if (typeof value === 'string') return headBytes + value.length;
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? boxedBytes : 0;
  if (Array.isArray(value)) {
    const places = headBytes + placeBytes * value.length;
    if (typeof value[0] === 'number') return places;
    return value.reduce<number>((sum, one) => sum + memoryOf(one), places);
  }
  let bytes = headBytes;
  for (const key in value) bytes += placeBytes + memoryOf((value as Record<string, unknown>)[key]);
  return bytes;
}
