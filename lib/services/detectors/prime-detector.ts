import type { Database } from '../../db/client';
import { ingestDatabase } from '../../db/ingest-database';
import { isDriftwatchError } from '../../errors';
import { logger } from '../../logger';
import { watches } from '../../policy/watches';
import { primeDetectorsOn } from './prime-series';

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
