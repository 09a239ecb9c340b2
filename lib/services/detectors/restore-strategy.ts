import { type PackedReadings, packReading } from '../../db/packed-readings';
import {
  type DetectorBehaviour,
  DetectorStrategy,
  type StrategySnapshot,
  showPoints,
  type Work,
} from '../../monitoring/index';

interface EvaluatedPoint {
  ts: Date;
  value: number;
}

/** Returns the evaluated points of a series that the checkpoint of a run has not seen. */
export function pointsAfter<Point extends EvaluatedPoint>(
  points: Point[],
  checkpointTs: Date | null,
): Point[] {
  return checkpointTs === null ? points : points.filter(({ ts }) => ts > checkpointTs);
}

/**
 * Cost of reading and copying the state of a run, in elementary operations; about as many as a tenth of a
 * millisecond.
 */
export const loadCost = 50_000;

/** A current run, and its readings since its checkpoint. */
export interface RestoredStrategy {
  strategy: DetectorStrategy;
  readings: PackedReadings;
}

/**
 * Returns the current state of a run: its checkpoint after the later evaluated points. Methods are
 * deterministic, so state and readings are the same bit by bit. `null` if a newer version of the method
 * cannot continue from it.
 */
export function* restoringStrategy(
  behaviour: DetectorBehaviour,
  checkpoint: StrategySnapshot,
  points: EvaluatedPoint[],
): Work<RestoredStrategy | null> {
  if (checkpoint.version !== behaviour.method.version) return null;
  const strategy = new DetectorStrategy(behaviour, checkpoint);
  const readings: PackedReadings = [];
  yield* showPoints(points, behaviour.updateCost, ({ ts, value }) => {
    const tsMs = ts.getTime();
    packReading(readings, tsMs, strategy.update(value, tsMs));
  });
  return { strategy, readings };
}
