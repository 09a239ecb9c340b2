import type { Database, Transaction } from '../../db/client';
import { lockDetectorsForReading } from '../../db/locks';
import { deleteSomeOfRuns, isDeletedDetector } from '../../db/sql/erased-detectors';
import { lockSeriesAlone } from '../../db/sql/erased-series';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import type { Actor } from '../call';
import { resolveIncidents } from '../incidents/resolve-incidents';

/** Series that one transaction locks at most. */
const partSeries = 100;

interface Erasing {
  actor: Actor;
  now: Date;
  /** Maximum number of transactions. */
  parts?: number;
  signal?: AbortSignal | undefined;
}

/** Resolves open incidents of a detector; returns their number. */
async function resolveSome(tx: Transaction, detectorId: string, { actor, now }: Erasing): Promise<number> {
  const open = await tx.incident.findMany({
    where: { detectorId, state: { not: 'resolved' } },
    orderBy: { seriesId: 'asc' },
    take: partSeries,
    select: { seriesId: true },
  });
  if (open.length === 0) return 0;
  const seriesIds = open.map(({ seriesId }) => seriesId);
  await lockSeriesAlone(prismaRunner(tx), { ids: seriesIds });
  const where = { detectorId, seriesId: { in: seriesIds } };
  await resolveIncidents(tx, actor, now, { where, resolution: 'detector_deleted' });
  return open.length;
}

/** Deletes runs of a detector, or some of their readings; returns the number of rows. */
async function deleteSome(tx: Transaction, detectorId: string): Promise<number> {
  const runs = await tx.detectorRun.findMany({
    where: { detectorId },
    orderBy: { seriesId: 'asc' },
    take: partSeries,
    select: { id: true, seriesId: true },
  });
  if (runs.length === 0) return 0;
  const sql = prismaRunner(tx);
  await lockSeriesAlone(sql, { ids: runs.map(({ seriesId }) => seriesId) });
  return deleteSomeOfRuns(
    sql,
    runs.map(({ id }) => id),
  );
}

/**
 * Resolves the open incidents of a deleted detector and deletes its runs and readings, in small transactions.
 * Each holds the locks of its series only, so posts to other series continue. Safe concurrently with itself;
 * ends if the detector is restored. The next call does what is left.
 *
 * @returns the number of rows, and whether nothing is left
 */
export async function eraseRuns(
  db: Database,
  detectorId: string,
  options: Erasing,
): Promise<{ rows: number; isDone: boolean }> {
  const { parts = Number.POSITIVE_INFINITY, signal } = options;
  let rows = 0;
  for (let part = 0; part < parts && !signal?.aborted; part += 1) {
    const count = await inTransaction(db, async (tx) => {
      const sql = prismaRunner(tx);
      await lockDetectorsForReading(sql);
      if (!(await isDeletedDetector(sql, detectorId))) return 0;
      // First, because open incidents are visible.
      return (await resolveSome(tx, detectorId, options)) || deleteSome(tx, detectorId);
    });
    if (count === 0) return { rows, isDone: true };
    rows += count;
  }
  return { rows, isDone: false };
}
