/**
 * Page and Hinkley's test: how far the sum of deviations from the running mean has moved from its own
 * extreme.
 *
 * Every value first moves the mean and then counts by its distance from it, minus `slack`, so early values
 * against a mean of few points add no more than late ones. `rise` and `fall` are the evidence of a higher and
 * a lower level, at least 0 while `fading` is 1. An alarm is evidence above a threshold; this test has no
 * threshold and never restarts by itself.
 */
export type PageHinkley = {
  count: number;
  mean: number;
  /** Sums of the deviations: minus the slack for a rise, plus the slack for a fall. */
  increase: number;
  decrease: number;
  /** The smallest `increase` and the largest `decrease` so far. */
  lowest: number;
  highest: number;
};

/** A test that has seen nothing, or one that counts as having seen `count` values of mean 0. */
export function createPageHinkley(count = 0): PageHinkley {
  return { count, mean: 0, increase: 0, decrease: 0, lowest: 0, highest: 0 };
}

/**
 * Adds a value. `fading` is the share of the sums that is kept, 1 for all of it. The extremes do not fade, as
 * in River: below 1 the sums creep back from an extreme, so that a long calm series gathers evidence from
 * nothing.
 *
 * Values up to 1e100 keep all sums finite. Cost O(1). Reference: Page, "Continuous inspection schemes",
 * Biometrika 41 (1954); the fading is that of River and Frouros.
 */
export function pageHinkleyStep(test: PageHinkley, value: number, slack: number, fading: number): void {
  const count = test.count + 1;
  const mean = test.mean + (value - test.mean) / count;
  const deviation = value - mean;
  // Adding 0 turns a negative zero, which JSON cannot represent, into the ordinary one.
  const increase = fading * test.increase + deviation - slack + 0;
  const decrease = fading * test.decrease + deviation + slack + 0;
  test.count = count;
  test.mean = mean;
  test.increase = increase;
  test.decrease = decrease;
  if (increase < test.lowest || count === 1) test.lowest = increase;
  if (decrease > test.highest || count === 1) test.highest = decrease;
}

export function pageHinkleyRise({ increase, lowest }: PageHinkley): number {
  return increase - lowest;
}

export function pageHinkleyFall({ decrease, highest }: PageHinkley): number {
  return highest - decrease;
}
