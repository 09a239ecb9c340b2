import type { WatchingDetector } from '../../db/sql/detectors';
import type { SeriesRow } from '../../db/sql/ensure-series';
import { latestPoints } from '../../db/sql/latest-points';
import { insertReadings, noReadings, type RunKey, resetRun } from '../../db/sql/runs';
import type { SqlRunner } from '../../db/sql-runner';
import { createBehaviour, type DetectorBehaviour, DetectorStrategy } from '../../monitoring/index';
import { toRunColumns } from './to-run-columns';

/** How many of the last points of a series a new run is primed on. */
const maxPrimingPoints = 10_000;

/** What a run needs of its detector. */
export type RunDetector = Pick<WatchingDetector, 'id' | 'name' | 'revision' | 'method' | 'params'>;

export interface PrimedRun extends Pick<RunKey, 'id' | 'version'> {
  behaviour: DetectorBehaviour;
  strategy: DetectorStrategy;
}

/**
 * Starts the run of a detector on a locked series: shows it the stored history, with readings but without incidents,
 * so that it is not blind for a whole warm-up.
 */
export async function primeRun(run: SqlRunner, detector: RunDetector, series: SeriesRow): Promise<PrimedRun> {
  const behaviour = createBehaviour(detector.method, detector.params, series.direction);
  const strategy = new DetectorStrategy(behaviour);
  const history = series.pointCount === 0 ? [] : await latestPoints(run, [series.id], maxPrimingPoints);
  const readings = noReadings();
  for (const { ts, value } of history) {
    const { statistic, threshold, level } = strategy.update(value, ts.getTime());
    readings.tsMs.push(ts.getTime());
    readings.statistics.push(statistic);
    readings.thresholds.push(threshold);
    readings.levels.push(level);
  }
  const { id, version } = await resetRun(run, {
    detectorId: detector.id,
    seriesId: series.id,
    revision: detector.revision,
    ...toRunColumns(strategy, readings.statistics.at(-1) ?? null, readings.thresholds.at(-1) ?? null),
    state: JSON.stringify(strategy.snapshot()),
    stateMs: strategy.lastTsMs,
  });
  readings.runIds = readings.tsMs.map(() => id);
  await insertReadings(run, readings);
  return { id, version, behaviour, strategy };
}
