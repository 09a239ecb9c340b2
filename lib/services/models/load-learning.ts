import type { Database } from '../../db/client';
import { inSnapshot } from '../../db/transaction';
import type { LearningProgress } from '../../monitoring/index';
import { replayInclude, replayRuns } from '../detectors/replay-runs';

/** Maximum number of runs replayed from their checkpoints per request, up to a thousand points each. */
const maxReplays = 100;

/**
 * Results by run, valid until its detector or a point of its series changes; lists are requested frequently.
 */
const found = new Map<string, { version: string; learning: LearningProgress | null }>();
const maxFound = 50_000;

interface LearningRun {
  id: number;
  detectorId: string;
  seriesId: number;
  revision: number;
  series: { version: bigint };
}

const keyOf = ({ detectorId, seriesId }: LearningRun) => `${detectorId} ${seriesId}`;
const versionOf = ({ revision, series }: LearningRun) => `${revision} ${series.version}`;

/**
 * Returns the learning progress of series without a run that can judge, by id: that of the run closest to
 * judging. Series whose runs are not primed yet are left out. If more than 100 runs have changed since the
 * last request, the rest of them have their previous progress.
 */
export async function loadLearning(
  db: Database,
  seriesIds: readonly number[],
): Promise<Map<number, LearningProgress>> {
  const nearest = new Map<number, LearningProgress>();
  if (seriesIds.length === 0) return nearest;
  const runs = await db.detectorRun.findMany({
    where: {
      seriesId: { in: [...seriesIds] },
      level: 'insufficient_data',
      detector: { enabled: true, mode: 'live' },
    },
    select: {
      id: true,
      detectorId: true,
      seriesId: true,
      revision: true,
      series: { select: { version: true } },
    },
  });
  const place = new Map(seriesIds.map((id, index) => [id, index]));
  const moved = runs
    .filter((run) => found.get(keyOf(run))?.version !== versionOf(run))
    .sort((a, b) => (place.get(a.seriesId) ?? 0) - (place.get(b.seriesId) ?? 0));
  await replayLearning(
    db,
    moved.slice(0, maxReplays).map(({ id }) => id),
  );
  for (const run of runs) {
    const learning = found.get(keyOf(run))?.learning ?? null;
    const held = nearest.get(run.seriesId);
    if (learning !== null && (held === undefined || shareOf(learning) > shareOf(held)))
      nearest.set(run.seriesId, learning);
  }
  return nearest;
}

async function replayLearning(db: Database, runIds: number[]): Promise<void> {
  if (runIds.length === 0) return;
  const { runs, replayed } = await inSnapshot(db, async (tx) => {
    const runs = await tx.detectorRun.findMany({ where: { id: { in: runIds } }, include: replayInclude });
    return { runs, replayed: await replayRuns(tx, runs) };
  });
  if (found.size + runs.length > maxFound) found.clear();
  for (const run of runs) {
    const learning = replayed.get(run.id)?.strategy.learning ?? null;
    found.set(keyOf(run), { version: versionOf(run), learning });
  }
}

function shareOf({ seen, needed }: LearningProgress): number {
  return needed > 0 ? seen / needed : 1;
}
