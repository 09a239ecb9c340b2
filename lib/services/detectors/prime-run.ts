import type { Transaction } from '../../db/client';
import type { SeriesRow } from '../../db/sql/ensure-series';
import { latestPoints } from '../../db/sql/latest-points';
import { insertReadings, type ReadingColumns, resetRun } from '../../db/sql/runs';
import { createBehaviour, type DetectorBehaviour, DetectorStrategy } from '../../monitoring/index';
import { toWindows } from './to-windows';

/** How many of the last points of a series a new run is primed on. */
const maxPrimingPoints = 10_000;

/** What a run needs of its detector. */
export interface RunDetector {
  id: string;
  name: string;
  revision: number;
  method: string;
  params: unknown;
}

export interface PrimedRun {
  id: number;
  behaviour: DetectorBehaviour;
  strategy: DetectorStrategy;
}

/**
 * Starts the run of a detector on a locked series: shows it the stored history, with readings but without incidents,
 * so that it is not blind for a whole warm-up.
 */
export async function primeRun(
  tx: Transaction,
  detector: RunDetector,
  series: SeriesRow,
): Promise<PrimedRun> {
  const behaviour = createBehaviour(detector.method, detector.params, series.direction);
  const strategy = new DetectorStrategy(behaviour);
  const history = series.pointCount === 0 ? [] : await latestPoints(tx, [series.id], maxPrimingPoints);
  const readings = history.map(({ ts, value }) => ({
    tsMs: ts.getTime(),
    ...strategy.update(value, ts.getTime()),
  }));
  const last = readings.at(-1);
  const id = await resetRun(tx, {
    detectorId: detector.id,
    seriesId: series.id,
    revision: detector.revision,
    state: JSON.stringify(strategy.snapshot()),
    windows: JSON.stringify(toWindows(strategy.windows())),
    level: strategy.level,
    statistic: last?.statistic ?? null,
    threshold: last?.threshold ?? null,
    lastMs: strategy.lastTsMs,
  });
  await insertReadings(
    tx,
    readings.map(({ delta: _, ...reading }): ReadingColumns => ({ ...reading, runId: id })),
  );
  return { id, behaviour, strategy };
}
