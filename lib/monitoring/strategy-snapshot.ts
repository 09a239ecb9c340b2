import type { DetectorState, LearningProgress, Level } from '../detectors/types';
import type { DriftEpisode } from './drift-episode';

/** A state that learns what is ordinary after a retrain, while the one before it still watches for a worsening. */
export interface Successor {
  readonly state: DetectorState;
  /** Sign of a change for the worse; 0 when nobody knows. */
  readonly worseSign: -1 | 0 | 1;
}

/** All that has to be kept to continue a strategy elsewhere; plain JSON. */
export interface StrategySnapshot {
  readonly method: string;
  readonly version: number;
  readonly state: DetectorState;
  readonly level: Level;
  /** There while the level is `insufficient_data`, but in snapshots that are older than it. */
  readonly learning?: LearningProgress;
  /** Time of the last point it took in, `null` before the first. */
  readonly lastTsMs: number | null;
  /** The episode of drift that lasts. Absent in snapshots from before runs knew of episodes. */
  readonly episode?: DriftEpisode | null;
  readonly successor?: Successor | null;
}

/** What a point did to its series: began an episode of drift, made it clearly worse, ended it, or none of these. */
export type Transition = 'opened' | 'escalated' | 'resolved' | 'none';
