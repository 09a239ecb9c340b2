import type { SeriesRow } from '../db/sql/ensure-series';
import type { ClassifiedPoints } from '../policy/classify-points';

/** The points of a request that belong to one series, with the series itself, locked. */
export interface SeriesBatch {
  series: SeriesRow;
  points: ClassifiedPoints;
}
