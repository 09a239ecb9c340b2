import { insertReadings, noReadings, type RunChange, updateRuns } from '../db/sql/runs';
import type { SqlRunner } from '../db/sql-runner';
import type { Watched } from './watched';

/** A state is stored after this many points, or when the stored one is this old; in between it is points replayed. */
const checkpointPoints = 1024;
const checkpointAgeMs = 60 * 60 * 1000;

/** The state for its row when a checkpoint is due: replayed points must be those that were seen, so a replaced one makes it due. */
function checkpointOf({ intake, run }: Watched, nowMs: number): Pick<RunChange, 'state' | 'stateMs'> {
  run.sinceCheckpoint += run.observed.tsMs.length;
  const isDue =
    run.sinceCheckpoint >= checkpointPoints ||
    run.tookLong ||
    nowMs - run.checkpointMs >= checkpointAgeMs ||
    intake.replaced.length > 0;
  if (!isDue) return { state: null, stateMs: null };
  const state = JSON.stringify(run.strategy.peek());
  run.sinceCheckpoint = 0;
  run.checkpointMs = nowMs;
  run.tookLong = false;
  return { state, stateMs: run.strategy.lastTsMs };
}

/** Sends what the runs of a flush said: readings, levels that changed, and the states that are due. */
export function saveRuns(run: SqlRunner, watched: Watched[], nowMs: number): Promise<void>[] {
  const readings = noReadings();
  const rows: RunChange[] = [];
  for (const one of watched) {
    const { observed, strategy, id } = one.run;
    const { tsMs, statistics, thresholds, levels } = observed;
    if (tsMs.length === 0 && one.intake.replaced.length === 0) continue;
    for (let at = 0; at < tsMs.length; at += 1) {
      readings.runIds.push(id);
      readings.tsMs.push(tsMs[at] as number);
      readings.statistics.push(statistics[at] as number | null);
      readings.thresholds.push(thresholds[at] as number | null);
      readings.levels.push(levels[at] as RunChange['level']);
    }
    const checkpoint = checkpointOf(one, nowMs);
    const { level } = strategy;
    if (checkpoint.state === null && level === one.run.storedLevel) continue;
    rows.push({ id, level, ...checkpoint });
    one.run.storedLevel = level;
  }
  const sent: Promise<void>[] = [];
  if (readings.runIds.length > 0) sent.push(insertReadings(run, readings));
  if (rows.length > 0) sent.push(updateRuns(run, rows));
  return sent;
}
