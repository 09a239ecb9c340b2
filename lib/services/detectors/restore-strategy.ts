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

/** A run that has been shown points: its state, and what it has said about them, which is not stored yet. */
export interface ReplayedRun {
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
): Work<ReplayedRun | null> {
  if (checkpoint.version !== behaviour.method.version) return null;
  const restored: ReplayedRun = { strategy: new DetectorStrategy(behaviour, checkpoint), readings: [] };
  yield* showSince(restored, points);
  return restored;
}

/** Shows a run evaluated points that are newer than what it has seen. */
export function* showSince(
  { strategy, readings }: ReplayedRun,
  points: readonly EvaluatedPoint[],
): Work<void> {
  yield* showPoints(points, strategy.behaviour.updateCost, ({ ts, value }) => {
    const tsMs = ts.getTime();
    packReading(readings, tsMs, strategy.update(value, tsMs));
  });
}
