import type { Transaction } from '../../db/client';
import type { PointRow } from '../../db/sql/latest-points';
import { prismaRunner } from '../../db/sql-runner';
import type { Prisma } from '../../db/types';
import { doInSlices, type StrategySnapshot, type Work } from '../../monitoring/index';
import { behaviourOf } from './behaviour-of';
import { pointsSince } from './points-since';
import { loadCost, pointsAfter, type ReplayedRun, restoringStrategy } from './restore-strategy';

/** The relations loaded with runs for `replayRuns`. */
export const replayInclude = {
  detector: true,
  series: { include: { metric: true } },
} as const satisfies Prisma.DetectorRunInclude;

export type ReplayableRun = Prisma.DetectorRunGetPayload<{ include: typeof replayInclude }>;

/**
 * Returns the current runs by id, with their readings since their checkpoints: the stored states are shown
 * the later points, usually at most a thousand. A run that does not watch or is not primed yet is left out,
 * because all its readings are stored.
 *
 * @param untilMs times of the newest points to be shown, by run; of runs that are not named, all
 */
export async function replayRuns(
  tx: Transaction,
  runs: ReplayableRun[],
  untilMs: ReadonlyMap<number, number> = new Map(),
): Promise<Map<number, ReplayedRun>> {
  const watching = runs.filter(
    ({ detector, revision }) => detector.enabled && detector.revision === revision,
  );
  const pointsOf = await pointsSince(
    prismaRunner(tx),
    watching.map(({ seriesId, checkpointTs }) => ({ seriesId, seenMs: checkpointTs?.getTime() ?? null })),
  );
  return doInSlices(replaying(watching, pointsOf, untilMs));
}

function* replaying(
  watching: ReplayableRun[],
  pointsOf: Map<number, PointRow[]>,
  untilMs: ReadonlyMap<number, number>,
): Work<Map<number, ReplayedRun>> {
  const replayed = new Map<number, ReplayedRun>();
  for (const { id, seriesId, detector, series, state, checkpointTs } of watching) {
    const behaviour = behaviourOf(detector, series.metric);
    const checkpoint = state as unknown as StrategySnapshot;
    const until = untilMs.get(id) ?? Number.POSITIVE_INFINITY;
    const own = pointsAfter(pointsOf.get(seriesId) ?? [], checkpointTs).filter(
      ({ ts }) => ts.getTime() <= until,
    );
    yield loadCost;
    const restored = yield* restoringStrategy(behaviour, checkpoint, own);
    if (restored) replayed.set(id, restored);
  }
  return replayed;
}
