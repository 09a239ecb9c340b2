import type { IngestDatabase } from '../db/ingest-database';
import { DriftwatchError, isDriftwatchError } from '../errors';
import { logger } from '../logger';
import type { IngestResult } from '../schemas/metrics';
import { counts } from '../telemetry/counts';
import { commitRequests } from './flush/commit-requests';
import type { Outcome, QueuedRequest } from './ingest-request';
import type { PipelineMemory } from './pipeline-memory';
import type { Waiting } from './request-queue';

interface Commit {
  database: IngestDatabase;
  memory: PipelineMemory;
}

const databaseGone = () =>
  new DriftwatchError(
    'UNAVAILABLE',
    'the database went away; these points were not stored, send them again shortly',
  );

function countStored({ groups, receivedAt }: QueuedRequest, result: IngestResult) {
  const own = counts();
  const { points } = own;
  points.accepted += result.accepted;
  points.duplicate += result.duplicate;
  points.conflict += result.conflict;
  points.replaced += result.replaced ?? 0;
  points.late += result.late;
  const receivedMs = receivedAt.getTime();
  for (const group of groups) {
    const newestMs = group.points.at(-1)?.ts ?? receivedMs;
    own.pointDelaySeconds.observe(Math.max(0, receivedMs - newestMs) / 1000);
  }
}

async function transact(requests: QueuedRequest[], { database, memory }: Commit): Promise<Outcome[]> {
  const now = new Date();
  const { outcomes, keep } = await database.inTransaction((sql, turn) =>
    commitRequests(sql, requests, memory, now, turn),
  );
  keep();
  return outcomes;
}

/** Commits the requests of a failed flush one by one; returns whether the database could be asked. */
async function commitOneByOne(batch: Waiting[], commit: Commit): Promise<boolean> {
  for (const [at, one] of batch.entries()) {
    if (await commitBatch([one], commit)) continue;
    // Each of the others would wait just as long to find out.
    for (const { request, reject } of batch.slice(at + 1)) {
      counts().points.refused += request.points.length;
      reject(databaseGone());
    }
    return false;
  }
  return true;
}

/**
 * Commits some requests in one transaction and answers them. If it fails, each is tried alone, so that only
 * the one at fault fails.
 *
 * @returns whether the database could be asked
 */
export async function commitBatch(batch: Waiting[], commit: Commit): Promise<boolean> {
  try {
    const requests = batch.map(({ request }) => request);
    const outcomes = await transact(requests, commit);
    for (const [index, { request, resolve, reject }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome && 'result' in outcome) {
        countStored(request, outcome.result);
        resolve(outcome.result);
      } else {
        counts().points.refused += request.points.length;
        reject(outcome?.error);
      }
    }
    return true;
  } catch (error) {
    const isUnavailable = isDriftwatchError(error) && error.code === 'UNAVAILABLE';
    if (batch.length > 1 && !isUnavailable) return commitOneByOne(batch, commit);
    counts().failedFlushes += 1;
    for (const { request } of batch) counts().points.refused += request.points.length;
    if (!isUnavailable) logger.error('points could not be stored', { error });
    for (const { reject } of batch) reject(error);
    return !isUnavailable;
  }
}
