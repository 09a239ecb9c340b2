import { unfinishedChanges } from '../../db/sql/earlier-runs';
import { deleteDetectorRow, deletedDetectors } from '../../db/sql/erased-detectors';
import { deleteLeftovers, erasedSeries } from '../../db/sql/erased-series';
import { prismaRunner } from '../../db/sql-runner';
import { type ServiceCall, withDefaults } from '../call';
import { endEarlierRuns } from '../detectors/end-earlier-runs';
import { eraseRuns } from '../detectors/erase-runs';
import { restorableMs } from '../detectors/restore-detector';
import { runPointDeletion } from './run-point-deletion';

/** A younger deletion of points may still be running in the request that started it. */
const requestMs = 60_000;
const partSeries = 100;

export interface FinishedDeletions {
  /** Rows of deleted detectors and series. */
  rows: number;
  points: number;
}

/**
 * Deletes the remains of deleted detectors and series and of changed detectors, and continues interrupted
 * deletions of points.
 *
 * @throws the first failure of a deletion of points, after all others have been tried
 */
export async function finishDeletions(
  call: ServiceCall<{ signal?: AbortSignal }>,
): Promise<FinishedDeletions> {
  const { actor, db, now, input } = withDefaults(call);
  const { signal } = input;
  const finished: FinishedDeletions = { rows: 0, points: 0 };
  for (const id of await deletedDetectors(prismaRunner(db))) {
    const { rows, isDone } = await eraseRuns(db, id, { actor, now, signal });
    finished.rows += rows;
    if (isDone) await deleteDetectorRow(prismaRunner(db), id, new Date(now.getTime() - restorableMs));
  }
  for (const { id, revision } of await unfinishedChanges(prismaRunner(db)))
    await endEarlierRuns(db, id, { actor, now, revision, signal });
  while (!signal?.aborted) {
    const erased = await erasedSeries(db, partSeries);
    if (erased.length === 0) break;
    const emptied: number[] = [];
    for (const one of erased) {
      let isDone = false;
      while (!isDone && !signal?.aborted) {
        const gone = await deleteLeftovers(db, one);
        finished.rows += gone.rows;
        isDone = gone.isDone;
      }
      if (isDone) emptied.push(one.seriesId);
    }
    await db.erasedSeries.deleteMany({ where: { seriesId: { in: emptied } } });
  }
  const cutOff = await db.pointDeletion.findMany({
    where: { receivedUntil: { lt: new Date(now.getTime() - requestMs) } },
    orderBy: { id: 'asc' },
  });
  const failures: unknown[] = [];
  for (const deletion of cutOff) {
    try {
      finished.points += (await runPointDeletion(db, deletion, { signal })).deleted;
    } catch (error) {
      failures.push(error);
    }
  }
  // Thrown last, so that a deletion that always fails does not prevent the others from ending.
  if (failures.length > 0) throw failures[0];
  return finished;
}
