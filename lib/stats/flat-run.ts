/** How often a series has repeated its last value, and how long the present run of repetitions is. */
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
  /** Number of the value that last did so; 0 before. */
  lastDeparture: number;
};

/**
 * The chance of a repetition counts as at least this: fewer than eleven repetitions are normal in any series.
 */
const minChance = 0.2;
/** Fewest values before a run that can show how unusual it is. */
const minBefore = 40;
/** A run is reported once, when its surprise reaches this, so that one flat line is one peak. */
const toldAt = 7;
/** How many repetitions make a rest, and their share in a series that is mostly constant. */
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
 * How surprising a run of equal values is, as -log10 of the chance of that many repetitions in a row: a stuck
 * sensor. The chance of one repetition is the largest of three: the share of values so far that equalled the
 * one before, the chance that makes the longest run so far an ordinary extreme of this many points, and 0.2.
 * So metrics that repeat themselves (counts, 0/1, coarse rounding, idle hours) need longer runs than any
 * before. A constant is never unusual, nor is a run after fewer than 40 values.
 *
 * @param value any finite number, in time order; gaps have no effect.
 * @returns 7 at the one point of a run where its surprise reaches that, otherwise 0. Adds the value. Cost
 *   O(1), state five numbers. Our own.
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
 * How rare it is that a mostly constant series leaves its value, as -log10 of the share of points at which it
 * does. Three more departures than were counted are assumed, so that a young series is not certain, and the
 * result is no rarer than the time since the last departure allows. It does not get used to them: an outage
 * in a constant is reported each time, while the odd values of a metric that is mostly zero are its habit.
 *
 * @param value the next value, before `flatSurprise` adds it.
 * @param least the smallest difference that is more than rounding.
 * @returns 0 where the series has not repeated one value for 20 points before. O(1). Our own.
 */
export function departureSurprise(run: FlatRun, value: number, least: number): number {
  const isLeaving = run.length >= restLength && Math.abs(value - run.previous) > least;
  if (!isLeaving || repeatedShare(run) < standingShare) return 0;
  run.departures += 1;
  const gap = run.seen - run.lastDeparture;
  run.lastDeparture = run.seen;
  return Math.min(-Math.log10((run.departures + 2) / run.seen), Math.log10(gap));
}
