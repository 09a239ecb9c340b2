import type { Database } from '../../db/client';
import { evaluatedSince } from '../../db/sql/latest-points';
import { prismaRunner } from '../../db/sql-runner';
import type { Prisma } from '../../db/types';
import { createBehaviour, type StrategySnapshot } from '../../monitoring/index';
import type { Windows } from '../../schemas/series';
import { pointsAfter, restoreStrategy } from '../detectors/restore-strategy';
import { toWindows } from '../detectors/to-windows';

/** What runs are loaded with for `runWindows`. */
export const windowsInclude = {
  detector: true,
  series: { include: { metric: true } },
} as const satisfies Prisma.DetectorRunInclude;

type RunRow = Prisma.DetectorRunGetPayload<{ include: typeof windowsInclude }>;

export const noWindows: Windows = { reference: null, band: null, current: null };

/**
 * What the runs of one series compare now, by run, from their states: the stored ones are shown the points since, at most
 * some thousand. A run that does not watch, or is not primed yet, has none.
 */
export async function runWindows(db: Database, runs: RunRow[]): Promise<Map<number, Windows>> {
  const watching = runs.filter(
    ({ detector, revision }) => detector.enabled && detector.revision === revision,
  );
  const [first] = watching;
  if (!first) return new Map();
  const times = watching.map(({ stateTs }) => stateTs?.getTime() ?? Number.NEGATIVE_INFINITY);
  const since = Math.min(...times);
  const points = await evaluatedSince(
    prismaRunner(db),
    [first.seriesId],
    [Number.isFinite(since) ? since : null],
  );
  return new Map(
    watching.map(({ id, detector, series, state, stateTs }) => {
      const behaviour = createBehaviour(detector.method, detector.params, series.metric.direction);
      const checkpoint = state as unknown as StrategySnapshot;
      const strategy = restoreStrategy(behaviour, checkpoint, pointsAfter(points, stateTs));
      return [id, strategy ? toWindows(strategy.windows()) : noWindows];
    }),
  );
}
