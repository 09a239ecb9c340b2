import type { DetectorMethod, DetectorState, LearningProgress, Level } from '../detectors/types';
import { DriftwatchError } from '../errors';
import type { DriftEpisode } from './drift-episode';

/**
 * A state that learns what is ordinary after a retrain, while the earlier one still watches for a worsening.
 */
export interface Successor {
  readonly state: DetectorState;
  /** Sign of a change for the worse; 0 if unknown. */
  readonly worseSign: -1 | 0 | 1;
}

/** Everything needed to continue a strategy elsewhere; plain JSON. */
export interface StrategySnapshot {
  readonly method: string;
  readonly version: number;
  readonly state: DetectorState;
  readonly level: Level;
  /** Set while the level is `insufficient_data`, except in snapshots from before it existed. */
  readonly learning?: LearningProgress;
  /** Time of the last point; `null` before the first. */
  readonly lastTsMs: number | null;
  /** The episode of drift that lasts. Absent in snapshots from before episodes were recorded. */
  readonly episode?: DriftEpisode | null;
  readonly successor?: Successor | null;
}

/** @throws INVALID_INPUT for a snapshot of another method or version. */
export function checkContinues(
  { method, version }: StrategySnapshot,
  by: Pick<DetectorMethod, 'method' | 'version'>,
): void {
  if (method === by.method && version === by.version) return;
  throw new DriftwatchError(
    'INVALID_INPUT',
    `a state of ${method} version ${version} cannot be continued by ${by.method} version ${by.version}; ` +
      'start afresh and replay the series',
  );
}

/**
 * What a point did to its series: began an episode of drift, made it clearly worse, ended it, or none of
 * these.
 */
export type Transition = 'opened' | 'escalated' | 'resolved' | 'none';
