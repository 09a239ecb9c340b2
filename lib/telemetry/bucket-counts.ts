/**
 * How often values fell below each of some bounds: plain numbers, since the request that observes is not the one that pays for
 * reading them.
 */
export class BucketCounts {
  /** Upper bounds, ascending; a value equal to a bound is counted under it. */
  readonly bounds: readonly number[];
  /** By bucket, the last one of what is above all bounds; not cumulative. */
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  observe(value: number) {
    const { bounds, counts } = this;
    let at = 0;
    while (at < bounds.length && value > (bounds[at] as number)) at += 1;
    counts[at] = (counts[at] as number) + 1;
    this.sum += value;
  }
}
