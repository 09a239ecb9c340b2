import { expect } from 'vitest';
import samples from '../../golden/samples.json';

export interface Pair {
  x: number[];
  y: number[];
}

/** Numbers that JSON cannot write are texts in the golden files. */
export type GoldenNumber = number | 'NaN' | 'Infinity' | '-Infinity';

const pairs: Record<string, Pair> = samples.pairs;

/** The two samples a golden case names, in their own order. */
export function samplesOf(name: string | undefined): Pair {
  const pair = pairs[name ?? ''];
  if (pair === undefined) throw new Error(`no sample pair ${name}`);
  return pair;
}

/**
 * Within a relative tolerance, or an absolute one where that is more; infinities and NaN have to be the same.
 */
export function expectClose(
  actual: number | null | undefined,
  expected: GoldenNumber | string | null | undefined,
  relative: number,
  absolute = 1e-300,
): void {
  const wanted = Number(expected ?? Number.NaN);
  if (!Number.isFinite(wanted)) {
    expect(actual).toBe(wanted);
    return;
  }
  const allowed = Math.max(absolute, relative * Math.abs(wanted));
  const distance = Math.abs((actual ?? Number.NaN) - wanted);
  expect(distance, `${actual} against ${wanted}`).toBeLessThanOrEqual(allowed);
}
