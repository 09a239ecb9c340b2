/** How often a series has repeated its last value, and how long it has been doing so. */
export type FlatRun = {
  previous: number;
  /** How many times in a row the last value has been repeated. */
  length: number;
  /** The longest run that has ended. */
  longest: number;
  /** Repetitions in runs that have ended. */
  ties: number;
  isTold: boolean;
  seen: number;
  /** How often the series has left a value that it had repeated 20 times. */
  departures: number;
  /** Number of the value that last did so, and 0 before. */
  lastDeparture: number;
};

/** The chance of a repetition is never taken to be less: shorter runs than eleven repetitions are no news on any series. */
const minChance = 0.2;
/** Fewest values before a run that can tell how odd it is. */
const minBefore = 40;
/** A run is told once, when it gets this surprising, so that one flat line is one peak. */
const toldAt = 7;
/** Repetitions that make a rest, and the share of them in a series that mostly stands still. */
const restLength = 20;
const standingShare = 0.6;

export function createFlatRun(): FlatRun {
  return {
    previous: 0,
    length: 0,
    longest: 0,
    ties: 0,
    isTold: false,
    seen: 0,
    departures: 0,
    lastDeparture: 0,
  };
}

/**
 * How surprising a run of equal values is, as -log10 of the chance of so many repetitions in a row: a sensor that sticks.
 * The chance of one is the share of values so far that equalled the one before, or what makes the longest run so far an
 * ordinary extreme of as many points, whichever is larger, and at least 0.2. So metrics that repeat themselves (counts,
 * 0/1, coarse rounding, idle hours) need longer runs than any before, and a constant is never odd,
 * nor is a run after fewer than 40 values.
 *
 * @param value any finite number, in time order; gaps play no part.
 * @returns 7 at the one point of a run where its surprise gets there, else 0. Takes the value in. Cost O(1), state five numbers. Our own.
 */
export function flatSurprise(run: FlatRun, value: number): number {
  run.seen += 1;
  if (run.seen === 1 || value !== run.previous) {
    run.ties += run.length;
    run.longest = Math.max(run.longest, run.length);
    run.length = 0;
    run.isTold = false;
    run.previous = value;
    return 0;
  }
  run.length += 1;
  const before = run.seen - run.length;
  if (before < minBefore) return 0;
  const share = (run.ties + 1) / (before + 1);
  const byLongest = run.longest > 0 ? (before + 1) ** (-1 / run.longest) : 0;
  const chance = Math.max(share, byLongest, minChance);
  if (run.isTold || -run.length * Math.log10(Math.min(1, chance)) < toldAt) return 0;
  run.isTold = true;
  return toldAt;
}

/** The share of values so far that repeated the one before. */
export function repeatedShare({ ties, length, seen }: FlatRun): number {
  return (ties + length) / Math.max(1, seen);
}

/**
 * How rare it is that a series which stands still leaves its value, as -log10 of the share of points at which it has: three
 * more than were counted, so that a young series is not sure; no rarer than the time since the last one says. It does not get used to it: an outage in a constant is told
 * each time, while the odd ones of a metric that is mostly zero are its habit.
 *
 * @param value the next value, before `flatSurprise` takes it in; `least` is what is more than rounding.
 * @returns 0 where the series has not rested at one value for 20 points before. O(1). Our own.
 */
export function departureSurprise(run: FlatRun, value: number, least: number): number {
  const isLeaving = run.length >= restLength && Math.abs(value - run.previous) > least;
  if (!isLeaving || repeatedShare(run) < standingShare) return 0;
  run.departures += 1;
  const gap = run.seen - run.lastDeparture;
  run.lastDeparture = run.seen;
  return Math.min(-Math.log10((run.departures + 2) / run.seen), Math.log10(gap));
}
