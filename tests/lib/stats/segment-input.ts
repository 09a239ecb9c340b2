import { seededNormal } from '../../contract/seeded-numbers';

export const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

/** Noise whose neighbours correlate by `correlation`, of variance 1. */
export function autoregressive(seed: number, count: number, correlation: number): number[] {
  const next = seededNormal(seed);
  let value = next();
  return Array.from({ length: count }, () => {
    const now = value;
    value = correlation * value + Math.sqrt(1 - correlation ** 2) * next();
    return now;
  });
}

/** So many values, each from its position. */
export const between = (count: number, valueAt: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => valueAt(index));
