import type { Database } from '../../db/client';
import { inSnapshot } from '../../db/transaction';
import type { LearningProgress } from '../../monitoring/index';
import { replayInclude, replayRuns } from '../detectors/replay-runs';

/** Of so many series an answer says how far they are: each is replayed from its checkpoint, up to a thousand points. */
const mostSeries = 200;

/**
 * How far the first 200 of some series have come that no run can judge yet, by id: the run that is nearest to it. A series
 * without a run that is learning, or whose runs are not primed yet, is left out.
 */
export async function loadLearning(
  db: Database,
  seriesIds: readonly number[],
): Promise<Map<number, LearningProgress>> {
  const nearest = new Map<number, LearningProgress>();
  if (seriesIds.length === 0) return nearest;
  const { runs, replayed } = await inSnapshot(db, async (tx) => {
    const runs = await tx.detectorRun.findMany({
      where: {
        seriesId: { in: seriesIds.slice(0, mostSeries) },
        level: 'insufficient_data',
        detector: { enabled: true },
      },
      include: replayInclude,
    });
    return { runs, replayed: await replayRuns(tx, runs) };
  });
  for (const { id, seriesId } of runs) {
    const learning = replayed.get(id)?.strategy.learning ?? null;
    const held = nearest.get(seriesId);
    if (learning !== null && (held === undefined || shareOf(learning) > shareOf(held)))
      nearest.set(seriesId, learning);
  }
  return nearest;
}

function shareOf({ seen, needed }: LearningProgress): number {
  return needed > 0 ? seen / needed : 1;
}
