import { countReadings } from '../db/packed-readings';
import { chunkReadings, insertReadings } from '../db/sql/reading-chunks';
import { type RunChange, updateRuns } from '../db/sql/runs';
import type { SqlRunner } from '../db/sql-runner';
import type { Watched } from './watched';

/** However few points there are, a state is stored when the stored one is this old. */
const checkpointAgeMs = 24 * 60 * 60 * 1000;

/**
 * How many states a flush stores at most, since series that get their points together, or were read together, are due together;
 * the others have their turn with the next flushes. On average a flush owes one for every 1,024 of its at most 50,000 points.
 */
const maxCheckpoints = 256;
/** How many of them go out in one statement: a state may have tens of kilobytes. */
const partRuns = 100;

/** Whether it is time to store a state. */
function isDue({ run }: Watched, nowMs: number): boolean {
  return (
    countReadings(run.readings) >= chunkReadings ||
    run.tookLong ||
    nowMs - run.checkpointMs >= checkpointAgeMs
  );
}

/** Sends what the runs of a flush take in: levels that changed, and the states that are due with the readings up to them. */
export function saveRuns(run: SqlRunner, watched: Watched[], nowMs: number): Promise<void>[] {
  const rows: RunChange[] = [];
  const sent: Promise<void>[] = [];
  let left = maxCheckpoints;
  for (const one of watched) {
    const { intake, run: live } = one;
    // Only with a flush that moves the version of the series, or another instance would take its own readings since for new.
    if (intake.accepted.length === 0 && intake.replaced.length === 0) continue;
    const { id, strategy } = live;
    const { level, lastTsMs } = strategy;
    const isOwed = left > 0 && isDue(one, nowMs);
    if (isOwed) left -= 1;
    // Points to be replayed must be those that were seen, so a replaced one cannot wait for its turn.
    if (isOwed || intake.replaced.length > 0) {
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
  for (let at = 0; at < rows.length; at += partRuns)
    sent.push(updateRuns(run, rows.slice(at, at + partRuns)));
  return sent;
}
