import type { Database, Transaction } from '../../db/client';
import { lockDetectorsForReading } from '../../db/locks';
import { lockSeries, moveVersions } from '../../db/sql/ensure-series';
import { insertReadings } from '../../db/sql/reading-chunks';
import { outdate, runsThatNeed } from '../../db/sql/retention';
import { runsBehind, updateRuns } from '../../db/sql/runs';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { replayInclude, replayRuns } from './replay-runs';

/**
 * Number of series locked at once: a tenth of a second, because a flush that needs one of them waits with
 * everything it has taken.
 */
const partRuns = 20;
/** Number of runs that are settled while no point is evaluated at all: a second or two. */
const maxAtLast = 500;

/** Returns the runs that were settled; a run of another version of its method cannot be. */
async function settle(tx: Transaction, behind: { id: number }[]): Promise<ReadonlySet<number>> {
  const ids = behind.map(({ id }) => id);
  const runs = await tx.detectorRun.findMany({ where: { id: { in: ids } }, include: replayInclude });
  const replayed = [...(await replayRuns(tx, runs))];
  const sql = prismaRunner(tx);
  for (const [id, { readings }] of replayed) await Promise.all(insertReadings(sql, id, readings));
  await updateRuns(
    sql,
    replayed.map(([id, { strategy }]) => ({
      id,
      level: strategy.level,
      state: JSON.stringify(strategy.peek()),
      stateMs: strategy.lastTsMs,
    })),
  );
  return new Set(replayed.map(([id]) => id));
}

/**
 * Stores the readings of the runs of a detector since their checkpoints, with their states. Must be called
 * before it is disabled, because that cannot be replayed once the series get points that the runs do not see.
 * Works in parts, so that posts wait only briefly.
 */
export async function checkpointRuns(db: Database, detectorId: string): Promise<void> {
  const behind = await runsBehind(prismaRunner(db), detectorId, null);
  for (let at = 0; at < behind.length; at += partRuns) {
    const part = behind.slice(at, at + partRuns);
    const seriesIds = part.map(({ seriesId }) => seriesId);
    await inTransaction(db, async (tx) => {
      const sql = prismaRunner(tx);
      await lockDetectorsForReading(sql);
      await lockSeries(sql, seriesIds);
      await settle(tx, part);
      await moveVersions(sql, seriesIds);
    });
  }
}

/**
 * Does the same for the points since then, under the lock that stops all evaluation; only for some hundred
 * runs, because all posts wait for it.
 */
export async function checkpointFewRuns(tx: Transaction, detectorId: string): Promise<void> {
  await settle(tx, await runsBehind(prismaRunner(tx), detectorId, maxAtLast));
}

/**
 * Does the same for the runs of a series whose states need points from before a time, so that these can be
 * deleted. A run that cannot continue from its state needs none: it is primed on the rest.
 */
export async function settleSeries(db: Database, seriesId: number, before: Date): Promise<void> {
  const needing = (await runsThatNeed(prismaRunner(db), seriesId, before)).map(({ id }) => id);
  for (let at = 0; at < needing.length; at += partRuns) {
    const part = new Set(needing.slice(at, at + partRuns));
    await inTransaction(db, async (tx) => {
      const sql = prismaRunner(tx);
      await lockDetectorsForReading(sql);
      await lockSeries(sql, [seriesId]);
      const behind = (await runsThatNeed(sql, seriesId, before)).filter(({ id }) => part.has(id));
      const settled = await settle(tx, behind);
      await outdate(
        sql,
        behind.flatMap(({ id }) => (settled.has(id) ? [] : [id])),
      );
      await moveVersions(sql, [seriesId]);
    });
  }
}
