import { elementAt } from '../stats/element-at';
import type { DetectorBehaviour } from './detector-behaviour';
import { DetectorStrategy } from './detector-strategy';
import type { SeriesPoints } from './series-points';
import type { StrategySnapshot } from './strategy-snapshot';

/** A method after it has been shown these points, from its first on. */
export function snapshotAfter(
  behaviour: DetectorBehaviour,
  { tsMs, values }: SeriesPoints,
): StrategySnapshot {
  const strategy = new DetectorStrategy(behaviour);
  for (let index = 0; index < values.length; index += 1)
    strategy.judge(elementAt(values, index), elementAt(tsMs, index));
  return strategy.snapshot();
}
