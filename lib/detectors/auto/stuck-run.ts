/**
 * A sensor that is stuck repeats its last value for ever.
 *
 * The reference teaches how often a value equals the one before it, and its longest run. A run of equal values is as
 * rare as that many chance ties in a row; ties are taken to be at least `smallestTieChance`, so a value reported twice,
 * or three times, is never a fault, whatever the reference had. Metrics that repeat themselves a lot (counts, 0/1,
 * constants) need longer runs or are never called stuck. Cost O(1). State: five numbers.
 */
export type StuckRun = {
  previous: number;
  /** How many times in a row the last value has been repeated. */
  length: number;
  /** Since learning began: values, those equal to the one before, and the longest run of them. */
  seen: number;
  ties: number;
  longest: number;
  /** Natural logarithm of the chance of a tie, at most 0. */
  logTieChance: number;
};

const smallestTieChance = 0.05;

export function freshStuckRun(): StuckRun {
  return { previous: 0, length: 0, seen: 0, ties: 0, longest: 0, logTieChance: 0 };
}

/** Takes a value in, as it came: what repeats itself no longer does without its season. */
export function followRun(run: StuckRun, value: number): void {
  const isTie = run.seen > 0 && value === run.previous;
  run.length = isTie ? run.length + 1 : 0;
  run.previous = value;
  run.seen += 1;
  if (isTie) run.ties += 1;
  run.longest = Math.max(run.longest, run.length);
}

/** Learning begins with the last `count` values, of which the run under way is known. */
export function restartRuns(run: StuckRun, count: number): void {
  run.seen = Math.max(count, 1);
  run.ties = Math.min(run.length, run.seen - 1);
  run.longest = run.ties;
}

/** Sets the chance of a tie from what has been seen since: the share, or what the longest run says. */
export function learnRuns(run: StuckRun): void {
  const { seen, ties, longest } = run;
  if (ties === seen - 1) {
    run.logTieChance = 0;
    return;
  }
  const share = (ties + 1) / (seen + 1);
  const byLongest = longest > 0 ? Math.exp(-Math.log(seen + 1) / longest) : 0;
  run.logTieChance = Math.min(0, Math.log(Math.max(share, byLongest, smallestTieChance)));
}

/** Minus the decimal logarithm of how often per point chance would make a run as long; see alarm-strength.ts. */
export function stuckStrength(run: StuckRun, logShare: number): number {
  return Math.max(0, (logShare - run.length * run.logTieChance) / Math.LN10);
}
