import type { Database, Transaction } from '../../db/client';
import { lockDetectorsForReading } from '../../db/locks';
import { lockSeries, moveVersions } from '../../db/sql/ensure-series';
import { insertReadings } from '../../db/sql/reading-chunks';
import { outdate, runsThatNeed } from '../../db/sql/retention';
import { runsBehind, updateRuns } from '../../db/sql/runs';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { replayInclude, replayRuns } from './replay-runs';

/** How many series are locked at once: a tenth of a second, since a flush that needs one of them waits with all it has taken. */
const partRuns = 20;
/** How many runs are settled while no point is evaluated at all: a second or two. */
const maxAtLast = 500;

/** Answers the runs that were settled; one of another version of its method cannot be. */
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
 * Stores what the runs of a detector have said since their checkpoints, with their states. To be called before it is
 * switched off, since that cannot be replayed once points come that the runs do not see. Part by part, so that posts wait
 * for moments only.
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
 * The same for the points since then, under the lock that stops all evaluation; of some hundred runs only, since all posts
 * wait for it.
 */
export async function checkpointFewRuns(tx: Transaction, detectorId: string): Promise<void> {
  await settle(tx, await runsBehind(prismaRunner(tx), detectorId, maxAtLast));
}

/**
 * The same for the runs of a series whose states need points from before a time, so that these can be deleted. A run that
 * cannot go on from its state needs none: it is primed on what is left.
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
