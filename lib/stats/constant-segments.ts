import { elementAt } from './element-at';
import { optimalPartition } from './optimal-partition';

/** A segment of equal values, `to` excluded. */
export interface ConstantSegment {
  from: number;
  to: number;
}

/** Fewer equal values in a row are no segment. */
const minEqual = 6;
/** What a change between constant and moving has to gain in twice the log-likelihood, in units of log n. */
const changeWeight = 5;
/** At most this many runs are considered, the longest ones. */
const maxRuns = 500;

/**
 * Where a series that otherwise moves is exactly constant: a stuck sensor, a job that writes a constant.
 *
 * Every value either repeats the one before or does not. The 0/1 series of these is cut into segments of
 * equal repetition rate (Bernoulli likelihood, penalty 5 log n), and a segment of nothing but repetitions is
 * constant. Metrics that repeat themselves anyway (counts, 0/1 outcomes, idle hours) therefore have no
 * constant segments: an event there makes two moves at once, for which twice the usual 2.5 log n is required.
 * A constant series has none either, even with a single odd value.
 *
 * @param values finite, in time order.
 * @returns segments in order, of at least 6 values each, exact to the point.
 *
 * Cost: O(n), and O(k^2) for up to 1,000 runs and gaps. Reference: optimal-partition.ts.
 */
export function constantSegments(values: ArrayLike<number>): ConstantSegment[] {
  const count = values.length;
  const runs = longestRuns(values);
  if (runs.length === 0) return [];
  // Bounds between pieces, where piece i has the pairs (bound[i], bound[i + 1]]; a pair is named by its later
  // value.
  let last = 0;
  const bounds = [last];
  for (const { from, to } of runs) {
    if (from > last) bounds.push(from);
    last = to - 1;
    bounds.push(last);
  }
  if (last < count - 1) bounds.push(count - 1);
  const moves = new Int32Array(count);
  for (let index = 1; index < count; index += 1)
    moves[index] = (moves[index - 1] as number) + (values[index] === values[index - 1] ? 0 : 1);
  const movesIn = (from: number, to: number) =>
    (moves[bounds[to] as number] as number) - (moves[bounds[from] as number] as number);
  const cost = (from: number, to: number) =>
    surprise(movesIn(from, to), (bounds[to] as number) - (bounds[from] as number));
  const pieces = bounds.length - 1;
  const changes = optimalPartition({
    count: pieces,
    cost,
    penalty: changeWeight * Math.log(count),
    minLength: 1,
    prunes: true,
  });
  if (changes.length === 0) return [];
  const cuts = [0, ...changes, pieces];
  return cuts.slice(1).flatMap((end, index) => {
    const start = elementAt(cuts, index);
    if (movesIn(start, end) > 0) return [];
    return [{ from: elementAt(bounds, start), to: elementAt(bounds, end) + 1 }];
  });
}

/** Runs of equal values in order, at most `maxRuns`. */
function longestRuns(values: ArrayLike<number>): ConstantSegment[] {
  const runs: ConstantSegment[] = [];
  let from = 0;
  for (let index = 1; index <= values.length; index += 1) {
    if (index < values.length && values[index] === values[from]) continue;
    if (index - from >= minEqual) runs.push({ from, to: index });
    from = index;
  }
  if (runs.length <= maxRuns) return runs;
  const longest = [...runs].sort((left, right) => right.to - right.from - (left.to - left.from));
  return longest.slice(0, maxRuns).sort((left, right) => left.from - right.from);
}

/** Twice the negative log-likelihood of this many moves, at their own rate. */
function surprise(moves: number, pairs: number): number {
  if (moves <= 0 || moves >= pairs) return 0;
  return -2 * (moves * Math.log(moves / pairs) + (pairs - moves) * Math.log(1 - moves / pairs));
}
