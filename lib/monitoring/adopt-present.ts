import type { DetectorBehaviour } from './detector-behaviour';
import { DetectorStrategy } from './detector-strategy';
import { worseSign } from './drift-episode';
import { doAtOnce, showPoints, type Work } from './work-slices';

export interface TimedValue {
  readonly tsMs: number;
  readonly value: number;
}

/** What a run takes the present from. */
export interface Present {
  /** The points of the series from the time on that is adopted, oldest first. */
  readonly points: readonly TimedValue[];
  /** Time of the last point that the run has seen; it goes on with the next one. */
  readonly lastTsMs: number | null;
  /**
   * Whether there was a retrain just now: then what is ordinary is learned from the next points on, since they are another
   * model's, and until that is known the points of the drift serve to notice a further fall. `delta` is that of the incident.
   */
  readonly retrained: { readonly delta: number | null } | null;
}

/** The method made anew and shown the points, again from wherever they drift: what comes after a drift is the present. */
function* learn(behaviour: DetectorBehaviour, points: readonly TimedValue[]): Work<DetectorStrategy> {
  let strategy = new DetectorStrategy(behaviour);
  yield* showPoints(points, behaviour.updateCost, ({ value, tsMs }) => {
    if (strategy.judge(value, tsMs).level !== 'drift') return;
    strategy = new DetectorStrategy(behaviour);
    strategy.judge(value, tsMs);
  });
  return strategy;
}

/**
 * A strategy that takes the present as its reference: it has forgotten what was before the points, is in no drift and no
 * episode, and goes on with the next point. With few points it is `insufficient_data` until there are enough. Cost: that
 * of judging the points.
 */
export function adoptPresent(behaviour: DetectorBehaviour, present: Present): DetectorStrategy {
  return doAtOnce(adoptingPresent(behaviour, present));
}

/** `adoptPresent` in steps. */
export function* adoptingPresent(
  behaviour: DetectorBehaviour,
  { points, lastTsMs, retrained }: Present,
): Work<DetectorStrategy> {
  const present = (yield* learn(behaviour, points)).peek();
  if (retrained === null) return new DetectorStrategy(behaviour, { ...present, lastTsMs });
  const { state, level, learning } = new DetectorStrategy(behaviour).peek();
  const successor = { state, worseSign: worseSign(behaviour.direction, retrained.delta) };
  return new DetectorStrategy(behaviour, {
    ...present,
    level,
    ...(learning && { learning }),
    lastTsMs,
    successor,
  });
}

/**
 * Where the new level begins among the points around a change: the split into two levels that leaves the least squares. A
 * method's onset is an estimate that may lie a few points early, and a reference with old values in it is a poor one.
 *
 * @param points in time order, some of them from before the change
 * @param fromMs @param toMs the answer lies between these times, both included
 * @returns epoch milliseconds; `fromMs` without a point to split at. Cost: O(points)
 */
export function startOfLevel(points: readonly TimedValue[], fromMs: number, toMs: number): number {
  const shift = points[0]?.value ?? 0;
  const total = points.reduce((sum, { value }) => sum + (value - shift), 0);
  let best = fromMs;
  let gain = 0;
  let before = 0;
  points.forEach(({ tsMs, value }, count) => {
    if (count > 0 && tsMs >= fromMs && tsMs <= toMs) {
      const rest = points.length - count;
      const difference = before / count - (total - before) / rest;
      // What the split takes off the sum of squares, but for a factor.
      const own = difference * difference * count * rest;
      if (own > gain) {
        gain = own;
        best = tsMs;
      }
    }
    before += value - shift;
  });
  return best;
}
