import type { Database, Transaction } from '../../db/client';
import { ingestDatabase } from '../../db/ingest-database';
import { deleteRuns } from '../../db/sql/runs';
import { prismaRunner } from '../../db/sql-runner';
import { isDriftwatchError } from '../../errors';
import { logger } from '../../logger';
import { watches } from '../../policy/watches';
import type { Detector } from '../../schemas/detectors';
import { primeDetectorsOn } from './prime-series';

/** Deletes the runs on series that the detector no longer watches, with their readings. */
export async function deleteStrayRuns(
  tx: Transaction,
  { id, model_pattern, metric_pattern }: Pick<Detector, 'id' | 'model_pattern' | 'metric_pattern'>,
) {
  const patterns = { modelPattern: model_pattern, metricPattern: metric_pattern };
  const runs = await tx.detectorRun.findMany({
    where: { detectorId: id },
    select: { id: true, series: { select: { modelId: true, metricName: true } } },
  });
  const stray = runs.filter(
    ({ series: { modelId, metricName } }) => !watches(patterns, { modelId, metric: metricName }),
  );
  await deleteRuns(
    prismaRunner(tx),
    stray.map((run) => run.id),
  );
}

/**
 * Brings the runs of a detector up to its current revision, series by series (see `primeDetectorsOn`).
 * Detectors take turns, so that posts keep their connections. Work left by a crash or a busy database is done
 * with the next point of the series, so it is not an error for the caller.
 */
export async function primeDetector(db: Database, detectorId: string): Promise<void> {
  try {
    await primeAllSeries(db, detectorId);
  } catch (error) {
    if (!isDriftwatchError(error) || error.code !== 'UNAVAILABLE') throw error;
    logger.warn('a detector will be primed by the next points of its series', { detectorId, error });
  }
}

async function primeAllSeries(db: Database, detectorId: string): Promise<void> {
  const detector = await db.detector.findUnique({ where: { id: detectorId } });
  if (!detector?.enabled) return;
  const all = await db.series.findMany({
    orderBy: { id: 'asc' },
    select: { id: true, modelId: true, metricName: true },
  });
  const ingest = ingestDatabase();
  for (const { id, modelId, metricName } of all) {
    if (!watches(detector, { modelId, metric: metricName })) continue;
    await ingest.runSerially(() => primeDetectorsOn(ingest, id, [detector]));
  }
}
