import type { Database, Transaction } from '../../db/client';
import { lockDetectorsForReading } from '../../db/locks';
import { lockSeries, moveVersions } from '../../db/sql/ensure-series';
import { insertReadings } from '../../db/sql/reading-chunks';
import { outdate, runsThatNeed } from '../../db/sql/retention';
import { type RunBehind, runsBehind, updateRuns } from '../../db/sql/runs';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { doInSlices } from '../../monitoring/index';
import { pointsSince } from './points-since';
import { type ReplayableRun, replayInclude, replayRuns } from './replay-runs';
import { pointsAfter, type ReplayedRun, showSince } from './restore-strategy';

/**
 * Maximum number of runs in memory and stored at once under the locks of their series, which takes some
 * hundredths of a second.
 */
const partRuns = 20;
/** Number of runs whose readings since their last checkpoint are kept when a detector is disabled. */
export const maxEnded = 2000;

/** A run with its replay, done without a lock, and the checkpoint at which the replay started. */
interface Prepared {
  run: ReplayableRun;
  restored: ReplayedRun;
}

/** Replays runs; those that cannot be replayed are left out. */
async function prepare(
  db: Database | Transaction,
  ids: number[],
  change: (run: ReplayableRun) => ReplayableRun = (run) => run,
  untilMs?: ReadonlyMap<number, number>,
): Promise<Prepared[]> {
  const found = await db.detectorRun.findMany({ where: { id: { in: ids } }, include: replayInclude });
  const runs = found.map(change);
  const replayed = await replayRuns(db, runs, untilMs);
  return runs.flatMap((run) => {
    const restored = replayed.get(run.id);
    return restored ? [{ run, restored }] : [];
  });
}

/**
 * Returns the runs that nobody has stored or primed in the meantime; the caller holds the locks of their
 * series.
 */
async function stillAsPrepared(tx: Transaction, prepared: Prepared[]): Promise<Prepared[]> {
  const now = await tx.detectorRun.findMany({
    where: { id: { in: prepared.map(({ run }) => run.id) } },
    select: { id: true, revision: true, checkpointTs: true },
  });
  const byId = new Map(now.map((run) => [run.id, run]));
  return prepared.filter(({ run }) => {
    const stored = byId.get(run.id);
    return (
      stored?.revision === run.revision && stored.checkpointTs?.getTime() === run.checkpointTs?.getTime()
    );
  });
}

/** Shows runs the points that have arrived since they were prepared. */
async function catchUp(tx: Transaction, prepared: Prepared[]): Promise<void> {
  const pointsOf = await pointsSince(
    prismaRunner(tx),
    prepared.map(({ run, restored }) => ({ seriesId: run.seriesId, seenMs: restored.strategy.lastTsMs })),
  );
  for (const { run, restored } of prepared) {
    const { lastTsMs } = restored.strategy;
    const own = pointsAfter(pointsOf.get(run.seriesId) ?? [], lastTsMs === null ? null : new Date(lastTsMs));
    await doInSlices(showSince(restored, own));
  }
}

/** Stores runs with their readings; returns their ids. */
async function store(tx: Transaction, prepared: Prepared[]): Promise<Set<number>> {
  const sql = prismaRunner(tx);
  for (const { run, restored } of prepared) await Promise.all(insertReadings(sql, run.id, restored.readings));
  await updateRuns(
    sql,
    prepared.map(({ run, restored: { strategy } }) => ({
      id: run.id,
      level: strategy.level,
      state: JSON.stringify(strategy.peek()),
      stateMs: strategy.lastTsMs,
    })),
  );
  return new Set(prepared.map(({ run }) => run.id));
}

/** Locks the series of runs as a flush does. */
async function lockSeriesOf(tx: Transaction, runs: readonly { seriesId: number }[]): Promise<number[]> {
  const sql = prismaRunner(tx);
  const seriesIds = [...new Set(runs.map(({ seriesId }) => seriesId))];
  await lockDetectorsForReading(sql);
  await lockSeries(sql, seriesIds);
  return seriesIds;
}

/**
 * Replays runs without a lock; under it, adds the later points and stores them. Returns the ids of the stored
 * runs.
 */
async function checkpoint(db: Database, ids: number[]): Promise<Set<number>> {
  const prepared = await prepare(db, ids);
  if (prepared.length === 0) return new Set();
  return inTransaction(db, async (tx) => {
    const seriesIds = await lockSeriesOf(
      tx,
      prepared.map(({ run }) => run),
    );
    const same = await stillAsPrepared(tx, prepared);
    const moved = prepared.filter((one) => !same.includes(one)).map(({ run }) => run.id);
    await catchUp(tx, same);
    // A flush has stored these in the meantime, so there is little to replay.
    const anew = moved.length > 0 ? await prepare(tx, moved) : [];
    const stored = await store(tx, [...same, ...anew]);
    await moveVersions(prismaRunner(tx), seriesIds);
    return stored;
  });
}

/**
 * Stores the readings of the runs of a detector since their checkpoints, with their states. Called before it
 * is disabled, so that little is left for `checkpointEndedRuns`. Works in parts, so that posts wait only
 * briefly.
 */
export async function checkpointRuns(db: Database, detectorId: string): Promise<void> {
  const behind = await runsBehind(prismaRunner(db), detectorId, null);
  for (let at = 0; at < behind.length; at += partRuns) {
    await checkpoint(
      db,
      behind.slice(at, at + partRuns).map(({ id }) => id),
    );
  }
}

/**
 * Returns the runs of a detector that is being disabled, with the newest point that each has seen; under the
 * lock that stops evaluation.
 */
export function endedRuns(tx: Transaction, detectorId: string): Promise<RunBehind[]> {
  return runsBehind(prismaRunner(tx), detectorId, maxEnded);
}

/**
 * Does the same for runs of a disabled detector, up to the newest point that each has seen, whatever has
 * arrived since. Not under the lock that stops all evaluation, so that posts continue. If the process ends
 * first, the chart lacks the readings since the last checkpoint.
 */
export async function checkpointEndedRuns(
  db: Database,
  detector: ReplayableRun['detector'],
  ended: RunBehind[],
): Promise<void> {
  for (let at = 0; at < ended.length; at += partRuns) {
    const part = ended.slice(at, at + partRuns);
    const untilMs = new Map(part.map(({ id, lastTs }) => [id, lastTs.getTime()]));
    const prepared = await prepare(db, [...untilMs.keys()], (run) => ({ ...run, detector }), untilMs);
    await inTransaction(db, async (tx) => {
      await lockSeriesOf(tx, part);
      await store(tx, await stillAsPrepared(tx, prepared));
    });
  }
}

/**
 * Stores the runs of a series whose states need points from before a time, so that these can be deleted. A
 * run that cannot continue from its state needs none: it is primed on the rest.
 */
export async function checkpointSeries(db: Database, seriesId: number, before: Date): Promise<void> {
  const needing = (await runsThatNeed(prismaRunner(db), seriesId, before)).map(({ id }) => id);
  for (let at = 0; at < needing.length; at += partRuns) {
    const part = needing.slice(at, at + partRuns);
    await checkpoint(db, part);
    await inTransaction(db, async (tx) => {
      const sql = prismaRunner(tx);
      await lockSeriesOf(tx, [{ seriesId }]);
      const left = (await runsThatNeed(sql, seriesId, before)).filter(({ id }) => part.includes(id));
      if (left.length === 0) return;
      await outdate(
        sql,
        left.map(({ id }) => id),
      );
      await moveVersions(sql, [seriesId]);
    });
  }
}
