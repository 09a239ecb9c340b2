import { countReadings } from '../../db/packed-readings';
import { chunkReadings, insertReadings } from '../../db/sql/reading-chunks';
import { type RunChange, updateRuns } from '../../db/sql/runs';
import type { SqlRunner } from '../../db/sql-runner';
import type { RunInFlush } from './run-in-flush';

/** However few points there are, a state is stored when the stored one is this old. */
const checkpointAgeMs = 24 * 60 * 60 * 1000;

/**
 * A costly method is stored sooner, so that showing it the points since takes a tenth of a second at most.
 */
const replayOperations = 40_000_000;

/**
 * How many states a flush stores when more are due, since series that get their points together, or were read
 * together, are due together: so many, or this share. The others have their turn with the next flushes, those
 * first that are furthest behind.
 */
const fewCheckpoints = 256;
const shareOfDue = 1 / 16;
/** How many of them go out in one statement: a state may have tens of kilobytes. */
const partRuns = 100;

/** Whether it is time to store a state. */
function isDue({ run }: RunInFlush, nowMs: number): boolean {
  return (
    countReadings(run.readings) >=
      Math.min(chunkReadings, replayOperations / run.strategy.behaviour.updateCost) ||
    run.tookLong ||
    nowMs - run.checkpointMs >= checkpointAgeMs
  );
}

/** The runs whose states this flush stores. */
function chooseRuns(watched: RunInFlush[], nowMs: number): Set<RunInFlush> {
  const due = watched.filter((one) => isDue(one, nowMs));
  if (due.length <= fewCheckpoints) return new Set(due);
  due.sort((a, b) => b.run.readings.length - a.run.readings.length);
  return new Set(due.slice(0, Math.max(fewCheckpoints, due.length * shareOfDue)));
}

/**
 * Sends what the runs of a flush take in: levels that changed, and the states that are due with the readings
 * up to them.
 */
export function saveRuns(sql: SqlRunner, watched: RunInFlush[], nowMs: number): Promise<void>[] {
  const rows: RunChange[] = [];
  const sent: Promise<void>[] = [];
  // Only with a flush that moves the version of the series, or another instance would take its own readings
  // since for new.
  const moved = watched.filter(({ batch }) => batch.accepted.length + batch.replaced.length > 0);
  const chosen = chooseRuns(moved, nowMs);
  for (const one of moved) {
    const { batch, run: live } = one;
    const { id, strategy } = live;
    const { level, lastTsMs } = strategy;
    // Points to be replayed must be those that were seen, so a replaced one cannot wait for its turn.
    if (chosen.has(one) || batch.replaced.length > 0) {
      sent.push(...insertReadings(sql, id, live.readings));
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
    sent.push(updateRuns(sql, rows.slice(at, at + partRuns)));
  return sent;
}
