/**
 * A histogram: counts how many values fall into each bucket. It keeps plain numbers, so that formatting costs
 * the scrape and not the observed request.
 */
export class BucketCounts {
  /** Upper bounds, ascending; a value equal to a bound belongs to its bucket. */
  readonly bounds: readonly number[];
  /** By bucket, the last one for values above all bounds; not cumulative. */
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
