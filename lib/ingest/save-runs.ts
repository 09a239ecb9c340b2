import { countReadings } from '../db/packed-readings';
import { chunkReadings, insertReadings } from '../db/sql/reading-chunks';
import { type RunChange, updateRuns } from '../db/sql/runs';
import type { SqlRunner } from '../db/sql-runner';
import type { Watched } from './watched';

/** However few points there are, a state is stored when the stored one is this old. */
const checkpointAgeMs = 24 * 60 * 60 * 1000;

/** Whether it is time to store a state: points to be replayed must be those that were seen, so a replaced one makes it time. */
function isDue({ intake, run }: Watched, nowMs: number): boolean {
  return (
    countReadings(run.readings) >= chunkReadings ||
    run.tookLong ||
    nowMs - run.checkpointMs >= checkpointAgeMs ||
    intake.replaced.length > 0
  );
}

/** Sends what the runs of a flush take in: levels that changed, and the states that are due with the readings up to them. */
export function saveRuns(run: SqlRunner, watched: Watched[], nowMs: number): Promise<void>[] {
  const rows: RunChange[] = [];
  const sent: Promise<void>[] = [];
  for (const one of watched) {
    const { intake, run: live } = one;
    // Only with a flush that moves the version of the series, or another instance would take its own readings since for new.
    if (intake.accepted.length === 0 && intake.replaced.length === 0) continue;
    const { id, strategy } = live;
    const { level, lastTsMs } = strategy;
    if (isDue(one, nowMs)) {
      sent.push(...insertReadings(run, id, live.readings));
      rows.push({ id, level, state: JSON.stringify(strategy.peek()), stateMs: lastTsMs });
      live.readings = [];
      live.checkpointMs = nowMs;
      live.tookLong = false;
    } else if (level !== live.storedLevel) {
      rows.push({ id, level, state: null, stateMs: null });
    }
    live.storedLevel = level;
  }
  if (rows.length > 0) sent.push(updateRuns(run, rows));
  return sent;
}
