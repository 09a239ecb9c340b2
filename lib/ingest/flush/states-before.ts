import { evaluatedSince } from '../../db/sql/latest-points';
import { storedRuns } from '../../db/sql/runs';
import type { SqlRunner } from '../../db/sql-runner';
import { type DetectorState, doInSlices, showPoints } from '../../monitoring/index';
import { restoringStrategy } from '../../services/detectors/restore-strategy';
import type { EpisodeEvent } from '../live-series';
import type { RunInFlush } from './run-in-flush';

/**
 * The states of a run just before some of its points, for the evidence: the stored checkpoint is shown the
 * stored points since, then those of the flush, once for all of them. `openings` are in time order.
 */
export async function statesBefore(
  sql: SqlRunner,
  { batch, run: live }: RunInFlush,
  openings: EpisodeEvent[],
): Promise<DetectorState[]> {
  const { id } = batch.series;
  const stored = (await storedRuns(sql, [id])).find((one) => one.id === live.id);
  if (!stored) throw new Error(`run ${live.id} has no stored state`);
  const points = await evaluatedSince(sql, [id], [stored.checkpointTs?.getTime() ?? null]);
  const restored = await doInSlices(
    restoringStrategy(live.strategy.behaviour, JSON.parse(stored.state), points),
  );
  if (restored === null) throw new Error(`run ${live.id} has a state of another version of its method`);
  const { strategy } = restored;
  const states: DetectorState[] = [];
  const last = openings.at(-1)?.event.ts ?? Number.NEGATIVE_INFINITY;
  const seen = batch.accepted.filter(({ tsMs, late }) => !late && tsMs <= last);
  await doInSlices(
    showPoints(seen, live.strategy.behaviour.updateCost, ({ tsMs, value }) => {
      if (tsMs === openings[states.length]?.event.ts) states.push(strategy.snapshot().state);
      if (states.length < openings.length) strategy.update(value, tsMs);
    }),
  );
  return states;
}
