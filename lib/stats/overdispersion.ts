/**
 * How much more the sums of neighbouring 0/1 outcomes vary than those of independent outcomes would: 1 for
 * fair coin throws, 3 where every failure comes three times in a row.
 *
 * Sums of blocks of 8, 16, ..., 512 outcomes are compared with the block before them, on which a single small
 * change of the rate has hardly any effect. The largest of the seven ratios counts. Each is shrunk towards
 * that of the next smaller size where there are few blocks, and lowered by its standard error, so that chance
 * does not make an independent series insensitive. A wave of the rate (a daily one) shows in the block size
 * of half its length.
 *
 * Cost: O(1) amortised per outcome. State: 22 numbers. After: von Neumann, "Distribution of the ratio of the
 * mean square successive difference to the variance", Annals of Mathematical Statistics 12 (1941), on block
 * sums.
 */
export type Overdispersion = {
  /** Sum of the incomplete block of 8. */
  partial: number;
  /**
   * Per block size: the last complete block, the squared differences of neighbours, and how many of those
   * there are.
   */
  previous: number[];
  squares: number[];
  pairs: number[];
};

const minBlock = 8;
const sizes = 7;
/** The ratio of the next smaller size counts as much as this many pairs. */
const priorPairs = 8;
/**
 * Variance of a squared difference of neighbours, overlapping ones, in units of its squared mean (normal
 * sums).
 */
const relativeVariance = 3;

export function createOverdispersion(): Overdispersion {
  const zeros = () => new Array<number>(sizes).fill(0);
  return { partial: 0, previous: zeros(), squares: zeros(), pairs: zeros() };
}

/** Adds outcome number `count`, counted from 1. */
export function addToOverdispersion(state: Overdispersion, outcome: number, count: number): void {
  state.partial += outcome;
  if (count % minBlock !== 0) return;
  const { previous, squares, pairs } = state;
  let block = state.partial;
  state.partial = 0;
  let number = count / minBlock;
  for (let index = 0; index < sizes; index += 1) {
    const before = previous[index] as number;
    if (number > 1) {
      squares[index] = (squares[index] as number) + (block - before) ** 2;
      pairs[index] = (pairs[index] as number) + 1;
    }
    previous[index] = block;
    if (number % 2 !== 0) return;
    block += before;
    number /= 2;
  }
}

/** The ratio at a rate strictly between 0 and 1; at least 1. */
export function overdispersionFactor({ squares, pairs }: Overdispersion, rate: number): number {
  const unit = 2 * rate * (1 - rate);
  let ratio = 1;
  let factor = 1;
  for (let index = 0; index < sizes; index += 1) {
    const count = pairs[index] as number;
    if (count === 0) break;
    const seen = (squares[index] as number) / (unit * minBlock * 2 ** index);
    ratio = (priorPairs * ratio + seen) / (priorPairs + count);
    factor = Math.max(factor, ratio * (1 - Math.sqrt(relativeVariance / (priorPairs + count))));
  }
  return factor;
}
