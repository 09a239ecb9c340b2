import { fisherSurvival } from './distributions';

/** Distances beyond so many spreads are clipped. */
const clipSpreads = 3.5;

/** What the groups of values differ by. */
export interface SlotEffects {
  means: number[];
  counts: number[];
  ratio: number;
  chance: number;
  /** Share of the variance that the slots explain. */
  share: number;
}

/**
 * Clipped means of the groups, and whether they differ: a one-way analysis of variance that allows for
 * memory.
 */
export function slotEffects(
  values: Float64Array,
  groupOf: (index: number) => number,
  groups: number,
): SlotEffects | null {
  const means = new Array<number>(groups).fill(0);
  const counts = new Array<number>(groups).fill(0);
  for (let index = 0; index < values.length; index += 1) {
    const group = groupOf(index);
    counts[group] = (counts[group] as number) + 1;
    means[group] = (means[group] as number) + (values[index] as number);
  }
  for (let group = 0; group < groups; group += 1)
    means[group] = (means[group] as number) / Math.max(1, counts[group] as number);
  const seen = counts.filter((count) => count > 0).length;
  const freedom = values.length - seen;
  if (seen < 2 || freedom < 2) return null;
  let inside = 0;
  for (let pass = 0; pass < 2; pass += 1) {
    let distances = 0;
    for (let index = 0; index < values.length; index += 1)
      distances += Math.abs((values[index] as number) - (means[groupOf(index)] as number));
    const limit = (clipSpreads * 1.25 * distances) / freedom;
    const sums = new Array<number>(groups).fill(0);
    inside = 0;
    for (let index = 0; index < values.length; index += 1) {
      const group = groupOf(index);
      const mean = means[group] as number;
      const distance = Math.min(Math.max((values[index] as number) - mean, -limit), limit);
      sums[group] = (sums[group] as number) + mean + distance;
      inside += distance * distance;
    }
    for (let group = 0; group < groups; group += 1)
      if ((counts[group] as number) > 0) means[group] = (sums[group] as number) / (counts[group] as number);
  }
  let overall = 0;
  for (let group = 0; group < groups; group += 1)
    overall += (means[group] as number) * (counts[group] as number);
  overall /= values.length;
  let between = 0;
  for (let group = 0; group < groups; group += 1)
    if ((counts[group] as number) > 0) {
      means[group] = (means[group] as number) - overall;
      between += (counts[group] as number) * (means[group] as number) ** 2;
    }
  let cross = 0;
  let squares = 1e-300;
  let before = 0;
  for (let index = 0; index < values.length; index += 1) {
    const rest = (values[index] as number) - overall - (means[groupOf(index)] as number);
    cross += rest * before;
    squares += rest * rest;
    before = rest;
  }
  const correlation = Math.min(Math.max(cross / squares, 0), 0.95);
  const independent = Math.max(Math.min(2, seen - 1), ((seen - 1) * (1 - correlation)) / (1 + correlation));
  if (!(between > 0)) return null;
  const ratio = inside > 0 ? between / (seen - 1) / (inside / freedom) : Number.POSITIVE_INFINITY;
  const chance = ratio > 100 ? 0 : fisherSurvival(ratio, independent, freedom);
  return { means, counts, ratio, chance, share: between / (between + inside + 1e-300) };
}

/** Means shrunk towards 0 as far as chance explains them. */
export function shrunk({ means, ratio }: SlotEffects): number[] {
  const trust = Math.max(0, 1 - 1 / ratio);
  return means.map((mean) => mean * trust + 0);
}
