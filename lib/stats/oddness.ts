import {
  addToPeakTail,
  createPeakTail,
  fitPeakTail,
  fullWeight,
  type PeakTail,
  peakSurprise,
} from './peak-tail';

/** Where a number usually lies, and how far out on either side. */
export type Oddness = {
  count: number;
  center: number;
  /** Mean distance from the centre; large distances are clipped. */
  unit: number;
  /** How often the number has changed sides: its worth in independent values. */
  crossings: number;
  side: number;
  upper: PeakTail;
  lower: PeakTail;
  sinceFit: number;
  isOdd: boolean;
};

/**
 * What a value teaches. `ordinary`: everything. `odd`: a sixteenth, since it belongs to an event; a value
 * that is far out by itself counts a quarter when it is the first, then a sixteenth. `adopt`: the event has
 * lasted, and the centre moves there.
 */
export type Lesson = 'ordinary' | 'first' | 'odd' | 'adopt';

const forgetting = 3000;
const minValues = 40;
/** The first values have no unit in which to measure distances. */
const settling = 10;
/** A level that has hardly been left (a trend, an incomplete day) gives no height to judge by. */
const minCrossings = 12;
/** Distances count for at most this many units where centre and unit are learned. */
const maxStep = 6;
const adoptingPace = 1 / 50;
const oddFrom = 3;
const refitEvery = 50;
const maxDistance = 1e12;
const weights = { ordinary: fullWeight, first: 4, odd: 1, adopt: fullWeight };

/** A number that has not been seen yet. */
export function createOddness(): Oddness {
  const numbers = { count: 0, center: 0, unit: 0, crossings: 0, side: 0, sinceFit: 0 };
  return { ...numbers, isOdd: false, upper: createPeakTail(), lower: createPeakTail() };
}

function distanceOf({ center, unit }: Oddness, value: number, leastUnit: number): number {
  return Math.min(Math.abs(value - center) / Math.max(unit, leastUnit, 1e-300), maxDistance);
}

/**
 * How far out a value is, without adding it. Unlike novelty.ts it does not get used to what it has flagged:
 * the same outage is as odd the hundredth time.
 *
 * @param leastUnit the smallest deviation that is more than rounding, in the unit of the value.
 * @returns `-log10` of the chance on its side; 0 before 40 values and 12 changes of side.
 */
export function oddnessOf(view: Oddness, value: number, leastUnit: number): number {
  if (view.crossings < minCrossings || view.count < minValues) return 0;
  const deviation = value - view.center;
  if (Math.abs(deviation) <= leastUnit) return 0;
  return peakSurprise(deviation < 0 ? view.lower : view.upper, distanceOf(view, value, leastUnit));
}

/** Adds a value. O(1), and 800 steps every 50 values; state 400 numbers. Our own. */
export function learnOddness(view: Oddness, value: number, leastUnit: number, given: Lesson): void {
  const isOwn = given === 'ordinary' && oddnessOf(view, value, leastUnit) > oddFrom;
  const own = view.isOdd ? 'odd' : 'first';
  const lesson = isOwn ? own : given;
  view.isOdd = isOwn;
  view.count += 1;
  if (view.count === 1) {
    view.center = value;
    view.crossings = 1;
    return;
  }
  const deviation = value - view.center;
  const size = Math.abs(deviation);
  const known = distanceOf(view, value, leastUnit);
  const side = size <= leastUnit ? 0 : Math.sign(deviation);
  if (side === 0 || side !== view.side) view.crossings += 1;
  view.side = side;
  const isStill = view.unit <= leastUnit;
  const bounded = isStill || lesson === 'adopt' ? size : Math.min(size, maxStep * view.unit);
  const pace = lesson === 'adopt' ? adoptingPace : Math.max(1 / view.count, 1 / forgetting);
  const learned = lesson === 'odd' ? pace / fullWeight : pace;
  view.unit += learned * (bounded - view.unit);
  view.center += learned * (deviation < 0 ? -bounded : bounded);
  if (view.count > settling) {
    // After a constant the value itself shows what a distance is.
    const distance = isStill ? distanceOf(view, value, leastUnit) : known;
    addToPeakTail(side < 0 ? view.lower : view.upper, distance, weights[lesson], lesson !== 'adopt');
  }
  view.sinceFit += 1;
  if (view.sinceFit < refitEvery && view.count !== minValues) return;
  view.sinceFit = 0;
  const seen = view.upper.total + view.lower.total;
  fitPeakTail(view.upper, seen);
  fitPeakTail(view.lower, seen);
}
