import { evaluatedSince } from '../db/sql/latest-points';
import { storedStates } from '../db/sql/runs';
import type { SqlRunner } from '../db/sql-runner';
import { type DetectorState, DetectorStrategy } from '../monitoring/index';
import type { Episode } from './live-series';
import type { Watched } from './watched';

/**
 * The states of a run just before some of its points, for the evidence: the stored checkpoint is shown the stored points
 * since, then those of the flush, once for all of them. `openings` are in time order.
 */
export async function statesBefore(
  run: SqlRunner,
  { intake, run: live }: Watched,
  openings: Episode[],
): Promise<DetectorState[]> {
  const [stored] = await storedStates(run, [live.id]);
  if (!stored) throw new Error(`run ${live.id} has no stored state`);
  const sinceMs = stored.stateTs?.getTime() ?? null;
  const strategy = new DetectorStrategy(live.behaviour, JSON.parse(stored.state));
  const { id } = intake.series;
  for (const { ts, value } of await evaluatedSince(run, [id], [sinceMs]))
    strategy.update(value, ts.getTime());
  const states: DetectorState[] = [];
  for (const { tsMs, value, late } of intake.accepted) {
    if (late) continue;
    if (tsMs === openings[states.length]?.event.ts) states.push(strategy.snapshot().state);
    if (states.length === openings.length) break;
    strategy.update(value, tsMs);
  }
  return states;
}
