import type { Database, Transaction } from '../../db/client';
import { ingestDatabase } from '../../db/ingest-database';
import { lockDetectorsForReading } from '../../db/locks';
import { lockSeries } from '../../db/sql/ensure-series';
import { deleteRuns, storedRuns } from '../../db/sql/runs';
import { prismaRunner } from '../../db/sql-runner';
import { isDriftwatchError } from '../../errors';
import { logger } from '../../logger';
import { matchesPattern } from '../../policy/matches-pattern';
import type { Detector } from '../../schemas/detectors';
import { primeRuns } from './prime-runs';

interface Patterns {
  model_pattern: string;
  metric_pattern: string;
}

/** Returns whether a detector with these patterns watches a series. */
function watches(patterns: Patterns, series: { modelId: string; metricName: string }): boolean {
  return (
    matchesPattern(patterns.model_pattern, series.modelId) &&
    matchesPattern(patterns.metric_pattern, series.metricName)
  );
}

/** Deletes the runs on series that the detector no longer watches, with their readings. */
export async function deleteStrayRuns(tx: Transaction, detector: Pick<Detector, 'id' | keyof Patterns>) {
  const runs = await tx.detectorRun.findMany({
    where: { detectorId: detector.id },
    select: { id: true, series: true },
  });
  const stray = runs.filter((run) => !watches(detector, run.series));
  await deleteRuns(
    prismaRunner(tx),
    stray.map((run) => run.id),
  );
}

/**
 * Brings the runs of a detector up to its current revision. Each series has its own transaction, so that no
 * point waits long, and detectors take turns, so that posts keep their connections. Work left by a crash or a
 * busy database is done with the next point of the series, so it is not an error for the caller.
 */
export async function primeDetector(db: Database, detectorId: string): Promise<void> {
  try {
    await ingestDatabase().runSerially(() => primeSeries(db, detectorId));
  } catch (error) {
    if (!isDriftwatchError(error) || error.code !== 'UNAVAILABLE') throw error;
    logger.warn('a detector will be primed by the next points of its series', { detectorId, error });
  }
}

async function primeSeries(db: Database, detectorId: string): Promise<void> {
  const detector = await db.detector.findUnique({ where: { id: detectorId } });
  if (!detector?.enabled) return;
  const patterns = { model_pattern: detector.modelPattern, metric_pattern: detector.metricPattern };
  const all = await db.series.findMany({
    orderBy: { id: 'asc' },
    select: { id: true, modelId: true, metricName: true },
  });
  for (const { id: seriesId } of all.filter((series) => watches(patterns, series))) {
    await ingestDatabase().inTransaction(async (sql) => {
      await lockDetectorsForReading(sql);
      const [current] = await sql<{ revision: number }>(
        'SELECT revision FROM detectors WHERE id = $1::uuid',
        [detectorId],
      );
      if (current?.revision !== detector.revision) return;
      const [series] = await lockSeries(sql, [seriesId]);
      const runs = await storedRuns(sql, [seriesId]);
      const own = runs.find((one) => one.detectorId === detectorId);
      if (series && own?.revision !== detector.revision) await primeRuns(sql, [{ detector, series }]);
    });
  }
}
