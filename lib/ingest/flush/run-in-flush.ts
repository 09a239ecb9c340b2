import type { LiveRun } from '../live-series';
import type { SeriesBatch } from './series-batch';

/** A run, with what the flush under way brings to its series. */
export interface RunInFlush {
  batch: SeriesBatch;
  run: LiveRun;
}
