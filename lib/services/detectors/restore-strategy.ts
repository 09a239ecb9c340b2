import { type DetectorBehaviour, DetectorStrategy, type StrategySnapshot } from '../../monitoring/index';

interface EvaluatedPoint {
  ts: Date;
  value: number;
}

/** Of the evaluated points of a series, those that the checkpoint of a run has not seen. */
export function pointsAfter<Point extends EvaluatedPoint>(points: Point[], stateTs: Date | null): Point[] {
  return stateTs === null ? points : points.filter(({ ts }) => ts > stateTs);
}

/**
 * The state of a run now: its checkpoint, shown the evaluated points since. A method is deterministic, so this is the
 * state bit by bit. `null` when a newer version of the method cannot go on with it.
 */
export function restoreStrategy(
  behaviour: DetectorBehaviour,
  checkpoint: StrategySnapshot,
  points: EvaluatedPoint[],
): DetectorStrategy | null {
  if (checkpoint.version !== behaviour.method.version) return null;
  const strategy = new DetectorStrategy(behaviour, checkpoint);
  for (const { ts, value } of points) strategy.update(value, ts.getTime());
  return strategy;
}
