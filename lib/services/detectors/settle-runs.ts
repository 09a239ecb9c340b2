import type { Transaction } from '../../db/client';
import { insertReadings } from '../../db/sql/reading-chunks';
import { updateRuns } from '../../db/sql/runs';
import { prismaRunner } from '../../db/sql-runner';
import { replayInclude, replayRuns } from './replay-runs';

/** How many runs are in memory at once. */
const partRuns = 500;

/**
 * Stores what the runs of a detector have said since their checkpoints, with their states. To be called before it is
 * switched off, since it cannot be replayed once points come that the runs do not see; the caller holds the lock that stops
 * all evaluation.
 */
export async function settleRuns(tx: Transaction, detectorId: string): Promise<void> {
  const runs = await tx.detectorRun.findMany({
    where: { detectorId },
    select: { id: true, stateTs: true, series: { select: { lastTs: true } } },
    orderBy: { id: 'asc' },
  });
  const behind = runs.filter(
    ({ stateTs, series: { lastTs } }) => lastTs !== null && (stateTs === null || lastTs > stateTs),
  );
  const run = prismaRunner(tx);
  for (let at = 0; at < behind.length; at += partRuns) {
    const ids = behind.slice(at, at + partRuns).map(({ id }) => id);
    const part = await tx.detectorRun.findMany({ where: { id: { in: ids } }, include: replayInclude });
    const replayed = [...(await replayRuns(tx, part))];
    for (const [id, { readings }] of replayed) await Promise.all(insertReadings(run, id, readings));
    if (replayed.length === 0) continue;
    await updateRuns(
      run,
      replayed.map(([id, { strategy }]) => ({
        id,
        level: strategy.level,
        state: JSON.stringify(strategy.peek()),
        stateMs: strategy.lastTsMs,
      })),
    );
  }
}
