import type { Database, Transaction } from '../../db/client';
import { lockDetectorsForReading } from '../../db/locks';
import { lockSeries } from '../../db/sql/ensure-series';
import { deleteRuns } from '../../db/sql/runs';
import { inTransaction } from '../../db/transaction';
import { matchesPattern } from '../../policy/matches-pattern';
import type { Detector } from '../../schemas/detectors';
import { primeRun } from './prime-run';

interface Patterns {
  model_pattern: string;
  metric_pattern: string;
}

/** Whether a detector with these patterns watches a series. */
function watches(patterns: Patterns, series: { modelId: string; metricName: string }): boolean {
  return (
    matchesPattern(patterns.model_pattern, series.modelId) &&
    matchesPattern(patterns.metric_pattern, series.metricName)
  );
}

/** Removes the runs on series that the detector no longer watches, with their readings. */
export async function deleteStrayRuns(tx: Transaction, detector: Pick<Detector, 'id' | keyof Patterns>) {
  const runs = await tx.detectorRun.findMany({
    where: { detectorId: detector.id },
    include: { series: true },
  });
  const stray = runs.filter((run) => !watches(detector, run.series));
  await deleteRuns(
    tx,
    stray.map((run) => run.id),
  );
}

/**
 * Brings the runs of a detector up to its present revision, each series in a transaction of its own so that no point
 * waits long. What a crash leaves undone is done when the next point of the series arrives.
 */
export async function primeDetector(db: Database, detectorId: string): Promise<void> {
  const detector = await db.detector.findUnique({ where: { id: detectorId } });
  if (!detector?.enabled) return;
  const patterns = { model_pattern: detector.modelPattern, metric_pattern: detector.metricPattern };
  const all = await db.series.findMany({ orderBy: { id: 'asc' } });
  for (const { id: seriesId } of all.filter((series) => watches(patterns, series))) {
    await inTransaction(db, async (tx) => {
      await lockDetectorsForReading(tx);
      const current = await tx.detector.findUnique({ where: { id: detectorId } });
      if (current?.revision !== detector.revision) return;
      const [series] = await lockSeries(tx, [seriesId]);
      const run = await tx.detectorRun.findUnique({
        where: { detectorId_seriesId: { detectorId, seriesId } },
        select: { revision: true },
      });
      if (series && run?.revision !== detector.revision) await primeRun(tx, detector, series);
    });
  }
}
