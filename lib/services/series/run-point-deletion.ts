import type { Database } from '../../db/client';
import { ingestDatabase } from '../../db/ingest-database';
import { lockDetectorsForReading } from '../../db/locks';
import {
  acceptLate,
  deleteBareRollups,
  deletePart,
  endPointDeletion,
  lockRolledUp,
  oldestPart,
  outdateRuns,
  type PointDeletionRow,
  shrinkSeries,
} from '../../db/sql/point-deletions';
import { remakeRollups, wholeBuckets } from '../../db/sql/remake-rollups';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { primeSeries } from '../detectors/prime-series';

const nothing = { count: 0, late: 0 };

/** Deletes the oldest points of a deletion, also from the rollups; null if none are left. */
async function deleteOldest(db: Database, deletion: PointDeletionRow): Promise<number | null> {
  const { seriesId } = deletion;
  return inTransaction(db, async (tx) => {
    const sql = prismaRunner(tx);
    await lockDetectorsForReading(sql);
    if (!(await lockRolledUp(sql, seriesId))) return null;
    const part = await oldestPart(sql, deletion);
    if (!part) return null;
    const whole = await wholeBuckets(sql, { seriesId, ...part });
    const gone = await deletePart(sql, deletion, part);
    await remakeRollups(sql, seriesId, whole);
    await shrinkSeries(sql, deletion, gone);
    await outdateRuns(sql, seriesId);
    return gone.count;
  });
}

/**
 * Does the rest after the points have been deleted: older rollups, points that were late because of them, and
 * the runs.
 */
async function finish(db: Database, deletion: PointDeletionRow): Promise<void> {
  const { id, seriesId } = deletion;
  await inTransaction(db, async (tx) => {
    const sql = prismaRunner(tx);
    await lockDetectorsForReading(sql);
    if (!(await lockRolledUp(sql, seriesId))) return;
    await deleteBareRollups(sql, deletion);
    const accepted = await acceptLate(sql, seriesId);
    if (accepted) await remakeRollups(sql, seriesId, await wholeBuckets(sql, { seriesId, ...accepted }));
    await shrinkSeries(sql, deletion, nothing);
    await outdateRuns(sql, seriesId);
  });
  await ingestDatabase().runSerially(() => primeSeries(ingestDatabase(), seriesId));
  await endPointDeletion(prismaRunner(db), id);
}

/**
 * Continues a deletion of points in at most `parts` transactions of 5,000 points. At the end it primes the
 * runs of the series on the rest. Safe concurrently with ingestion and with itself; the next call does what
 * is left.
 */
export async function runPointDeletion(
  db: Database,
  deletion: PointDeletionRow,
  { parts = Number.POSITIVE_INFINITY, signal }: { parts?: number; signal?: AbortSignal | undefined } = {},
): Promise<{ deleted: number; isDone: boolean }> {
  let deleted = 0;
  for (let part = 0; part < parts && !signal?.aborted; part += 1) {
    const count = await deleteOldest(db, deletion);
    if (count === null) {
      await finish(db, deletion);
      return { deleted, isDone: true };
    }
    deleted += count;
  }
  return { deleted, isDone: false };
}
