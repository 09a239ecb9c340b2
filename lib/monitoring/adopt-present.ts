import type { DetectorBehaviour } from './detector-behaviour';
import { DetectorStrategy } from './detector-strategy';
import { worseSign } from './drift-episode';
import { doAtOnce, showPoints, type Work } from './work-slices';

export interface TimedValue {
  readonly tsMs: number;
  readonly value: number;
}

/** What a run adopts as the present. */
export interface Present {
  /** The points of the series from the adopted time on, oldest first. */
  readonly points: readonly TimedValue[];
  /** Time of the last point that the run has seen; it continues with the next one. */
  readonly lastTsMs: number | null;
  /**
   * Set if there was a retrain just now. Then the next points, which come from another model, teach what is
   * ordinary; until that is known, the points of the drift serve to notice a further worsening. `delta` is
   * that of the incident.
   */
  readonly retrained: { readonly delta: number | null } | null;
}

/**
 * Shows the points to a new state, which begins again wherever they drift: what comes after a drift is the
 * present.
 */
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
 * A strategy that takes the present as its reference: it has forgotten everything before the points, is in no
 * drift and no episode, and continues with the next point. With few points it is `insufficient_data` until
 * there are enough. Cost: that of judging the points.
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
 * Where the new level begins among the points around a change: the split into two levels with the smallest
 * sum of squares. A method's onset is an estimate that may be a few points early, and a reference with old
 * values in it is a poor one.
 *
 * @param points in time order, some of them from before the change.
 * @param fromMs, toMs the result lies between these times, both included.
 * @returns epoch milliseconds; `fromMs` if there is no point to split at. Cost: O(points).
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
      // What the split takes off the sum of squares, up to a factor.
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
