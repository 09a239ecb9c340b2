/**
 * A stuck sensor repeats its last value for ever.
 *
 * The reference shows how often a value equals the one before it, and its longest run. A run of equal values
 * is as rare as that many chance ties in a row; the chance of a tie counts as at least `smallestTieChance`,
 * so a value reported twice, or three times, is never a fault, whatever the reference had. Metrics that
 * repeat themselves a lot (counts, 0/1, constants) need longer runs or are never called stuck. Cost O(1).
 * State: 13 numbers and flags.
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
  /** Share of ties among the last values, about 20. */
  lately: number;
  started: boolean;
  /** Whether the present run has been reported. */
  isReported: boolean;
  /**
   * Smallest and largest value so far, and how many runs each had: one that comes again is a bound, where a
   * metric may stay.
   */
  least: number;
  leastRuns: number;
  most: number;
  mostRuns: number;
};

const minTieChance = 0.05;
const latelyShare = 0.05;
/** Shorter runs are never news. */
const minRun = 3;

export function createStuckRun(): StuckRun {
  return {
    previous: 0,
    length: 0,
    seen: 0,
    ties: 0,
    longest: 0,
    logTieChance: 0,
    lately: 0,
    started: false,
    isReported: false,
    least: 0,
    leastRuns: 0,
    most: 0,
    mostRuns: 0,
  };
}

/** Takes a value in, as it came: what repeats itself no longer does without its season. */
export function followRun(run: StuckRun, value: number): void {
  if (run.started && value === run.previous) {
    run.length += 1;
    return;
  }
  if (value < run.least || !run.started) {
    run.least = value;
    run.leastRuns = 0;
  }
  if (value > run.most || !run.started) {
    run.most = value;
    run.mostRuns = 0;
  }
  if (value === run.least) run.leastRuns += 1;
  if (value === run.most) run.mostRuns += 1;
  if (run.started) {
    // A run told as a fault is no example of what chance does.
    if (!run.isReported) {
      run.seen += run.length + 1;
      run.ties += run.length;
      run.longest = Math.max(run.longest, run.length);
      // A run is one value that is none, and its ties.
      run.lately += latelyShare * (0 - run.lately);
      if (run.length > 0) run.lately += (1 - (1 - latelyShare) ** run.length) * (1 - run.lately);
    }
  }
  run.started = true;
  run.isReported = false;
  run.length = 0;
  run.previous = value;
}

/** Sets the chance of a tie from all runs that have ended: the share, or what the longest run says. */
export function learnRuns(run: StuckRun): void {
  const { seen, ties, longest } = run;
  if (seen < 2) {
    run.logTieChance = 0;
    return;
  }
  const share = (ties + 1) / (seen + 1);
  const byLongest = longest > 0 ? Math.exp(-Math.log(seen + 1) / longest) : 0;
  run.logTieChance = Math.min(0, Math.log(Math.max(share, byLongest, run.lately, minTieChance)));
}

/**
 * Minus the decimal logarithm of how often per point chance would make a run as long; see alarm-strength.ts.
 */
export function stuckStrength(run: StuckRun, logShare: number): number {
  const { previous, length, least, leastRuns, most, mostRuns } = run;
  if (length < minRun) return 0;
  learnRuns(run);
  if ((previous === least && leastRuns > 2) || (previous === most && mostRuns > 2)) return 0;
  return Math.max(0, (logShare - run.length * run.logTieChance) / Math.LN10);
}
