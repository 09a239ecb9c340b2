import type { Database } from '../../db/client';
import { lockDetectorsForReading, lockRetrainQueue } from '../../db/locks';
import { rollupSteps } from '../../db/roll-up';
import { lockSeriesAlone } from '../../db/sql/erased-series';
import { eventsKeptMs, pruneEvents } from '../../db/sql/events';
import {
  deleteBareModels,
  deleteOldIdempotencyKeys,
  deleteOldPoints,
  deleteOldReadings,
  deleteOldRollups,
  lockIdleModels,
  lockOldTail,
  moveTailToEnd,
  runsWithOldReadings,
  seriesThatEnded,
  seriesWithOldPoints,
  seriesWithOldRollups,
} from '../../db/sql/retention';
import { rollUpTails } from '../../db/sql/rollups';
import { prismaRunner } from '../../db/sql-runner';
import { inTransaction } from '../../db/transaction';
import { type Env, env } from '../../env';
import { purgeAudit } from '../audit/purge-audit';
import { writeAudit } from '../audit/write-audit';
import { type ServiceCall, system, withDefaults } from '../call';
import { checkpointSeries } from '../detectors/checkpoint-runs';
import { eraseLockedSeries } from '../series/erase-locked-series';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How long the response to a request with an `Idempotency-Key` is kept. */
const keyLifeMs = 24 * hourMs;

type RetentionDays = Pick<
  Env,
  | 'RETENTION_POINTS_DAYS'
  | 'RETENTION_READINGS_DAYS'
  | 'RETENTION_FIVE_MINUTES_DAYS'
  | 'RETENTION_HOURLY_DAYS'
  | 'RETENTION_DAILY_DAYS'
  | 'RETENTION_SERIES_DAYS'
  | 'RETENTION_AUDIT_DAYS'
>;

export interface Deleted {
  points: number;
  readingChunks: number;
  rollups: number;
  idempotencyKeys: number;
  /** Whole series without points. */
  series: number;
  auditRows: number;
}

interface Pass {
  db: Database;
  now: Date;
  signal: AbortSignal | undefined;
}

/** Deletes in chunks until nothing is left to delete or the app stops; the next pass does the rest. */
async function inChunks({ signal }: Pass, deleteChunk: () => Promise<number>): Promise<number> {
  let total = 0;
  while (!signal?.aborted) {
    const deleted = await deleteChunk();
    if (deleted === 0) break;
    total += deleted;
  }
  return total;
}

/** Returns the time before which data of a resolution is old; null if it is kept forever. */
function cutoffOf({ now }: Pass, days: number): Date | null {
  return days === 0 ? null : new Date(now.getTime() - days * dayMs);
}

async function forEach(
  pass: Pass,
  cutoff: Date | null,
  find: (db: Database, cutoff: Date) => Promise<number[]>,
  deleteChunk: (db: Database, id: number, cutoff: Date) => Promise<number>,
): Promise<number> {
  if (!cutoff) return 0;
  let total = 0;
  for (const id of await find(pass.db, cutoff)) {
    total += await inChunks(pass, () => deleteChunk(pass.db, id, cutoff));
    if (pass.signal?.aborted) break;
  }
  return total;
}

/**
 * Deletes points that are rolled up and included in the states of runs; others are rolled up and included
 * first.
 */
async function deleteRolledPoints(db: Database, seriesId: number, cutoff: Date): Promise<number> {
  await checkpointSeries(db, seriesId, cutoff);
  await inTransaction(db, async (tx) => {
    const sql = prismaRunner(tx);
    const afterMs = await lockOldTail(sql, seriesId, cutoff);
    if (afterMs === undefined) return;
    await rollUpTails(sql, [{ seriesId, afterMs }]);
    await moveTailToEnd(sql, seriesId);
  });
  return deleteOldPoints(db, seriesId, cutoff);
}

/** Deletes some ended series, with the models that have nothing else; returns the number of series. */
async function deleteEndedSeries({ db, now }: Pass, cutoff: Date): Promise<number> {
  const found = await seriesThatEnded(prismaRunner(db), cutoff, null);
  if (found.length === 0) return 0;
  return inTransaction(db, async (tx) => {
    const sql = prismaRunner(tx);
    await lockDetectorsForReading(sql);
    const locked = await lockSeriesAlone(sql, { ids: found.map(({ id }) => id) });
    const ended = await seriesThatEnded(sql, cutoff, locked);
    await eraseLockedSeries(
      tx,
      system,
      now,
      ended.map(({ id }) => id),
    );
    const idle = await lockIdleModels(sql, [...new Set(ended.map(({ modelId }) => modelId))]);
    await lockRetrainQueue(sql);
    const models = await deleteBareModels(sql, idle);
    await writeAudit(tx, system, now, [
      ...ended.map(({ id, modelId, metric, labels }) => ({
        action: 'series.deleted',
        entityType: 'series' as const,
        entityId: String(id),
        detail: { model_id: modelId, metric, labels, reason: 'RETENTION_SERIES_DAYS' },
      })),
      ...models.map((id) => ({
        action: 'model.deleted',
        entityType: 'model' as const,
        entityId: id,
        detail: { reason: 'RETENTION_SERIES_DAYS' },
      })),
    ]);
    return ended.length;
  });
}

/** Whole UTC days, so that the rows about purges do not cause a purge every hour. */
function deleteOldAudit(pass: Pass, cutoff: Date): Promise<number> {
  const { db, now } = pass;
  const before = new Date(Math.floor(cutoff.getTime() / dayMs) * dayMs);
  return inChunks(pass, () => purgeAudit({ actor: system, db, now, input: { before } }));
}

/**
 * Deletes data that have outlived the retention of their resolution, in small transactions that delay nobody.
 * Data that open incidents and open jobs need stay; so do points that arrived late, with their readings and
 * rollups, until they are old by arrival too. Points that the states of runs need go into the states first.
 */
export async function applyRetention(
  call: ServiceCall<{ days?: RetentionDays; signal?: AbortSignal }>,
): Promise<Deleted> {
  const { db, now, input } = withDefaults(call);
  const days = input.days ?? env();
  const pass: Pass = { db, now, signal: input.signal };
  // Readings first, because only their points record when they arrived. Rollups last, because they stay with
  // their points.
  const readingChunks = await forEach(
    pass,
    cutoffOf(pass, days.RETENTION_READINGS_DAYS),
    runsWithOldReadings,
    deleteOldReadings,
  );
  const points = await forEach(
    pass,
    cutoffOf(pass, days.RETENTION_POINTS_DAYS),
    seriesWithOldPoints,
    deleteRolledPoints,
  );
  const daysOfSteps = [
    days.RETENTION_FIVE_MINUTES_DAYS,
    days.RETENTION_HOURLY_DAYS,
    days.RETENTION_DAILY_DAYS,
  ];
  let rollups = 0;
  for (const [index, step] of rollupSteps.entries()) {
    rollups += await forEach(
      pass,
      cutoffOf(pass, daysOfSteps[index] ?? 0),
      (database, cutoff) => seriesWithOldRollups(database, step, cutoff),
      (database, id, cutoff) => deleteOldRollups(database, id, step, cutoff),
    );
  }
  const keysBefore = new Date(now.getTime() - keyLifeMs);
  const idempotencyKeys = await inChunks(pass, () => deleteOldIdempotencyKeys(db, keysBefore));
  await pruneEvents(db, new Date(now.getTime() - eventsKeptMs));
  const seriesCutoff = cutoffOf(pass, days.RETENTION_SERIES_DAYS);
  const series = seriesCutoff ? await inChunks(pass, () => deleteEndedSeries(pass, seriesCutoff)) : 0;
  const auditCutoff = cutoffOf(pass, days.RETENTION_AUDIT_DAYS);
  const auditRows = auditCutoff ? await deleteOldAudit(pass, auditCutoff) : 0;
  return { points, readingChunks, rollups, idempotencyKeys, series, auditRows };
}
