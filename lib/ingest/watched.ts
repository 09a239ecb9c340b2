import type { LiveRun } from './live-series';
import type { SeriesIntake } from './series-intake';

/** A run, with what the flush under way brings to its series. */
export interface Watched {
  intake: SeriesIntake;
  run: LiveRun;
}
