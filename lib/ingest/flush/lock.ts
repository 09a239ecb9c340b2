import { lockDetectorsForReading } from '../../db/locks';
import { lockIfUnchanged, type SeriesRow } from '../../db/sql/ensure-series';
import type { SqlRunner } from '../../db/sql-runner';
import type { Outcome, QueuedRequest } from '../ingest-request';
import type { LiveSeries } from '../live-series';
import {
  type KnownDetectors,
  loadDetectors,
  type PipelineMemory,
  rememberedSeries,
} from '../pipeline-memory';
import { claimIdempotencyKeys } from './idempotent-answers';
import { lockRequestSeries } from './lock-request-series';

/** What a flush works on, with the rows of its series locked. */
export interface LockedRequests {
  /** Of requests that go no further. */
  outcomes: Map<QueuedRequest, Outcome>;
  taken: QueuedRequest[];
  /** By `seriesKey`. */
  rows: Map<string, SeriesRow>;
  /**
   * The series with their runs, by id, as memory has them; or the detectors, whose runs have to be restored.
   */
  known: { live: Map<number, LiveSeries> } | { detectors: KnownDetectors };
  /** Resolves when the locks are held and what memory has is known to be the present. */
  held: Promise<unknown>;
}

/**
 * Takes everything out of memory without waiting for PostgreSQL; null unless all that the requests need is
 * there.
 */
function lockRemembered(
  sql: SqlRunner,
  requests: QueuedRequest[],
  memory: PipelineMemory,
): LockedRequests | null {
  const found = rememberedSeries(requests, memory);
  if (found === null) return null;
  const { detectors, series } = found;
  const rows = new Map<string, SeriesRow>();
  const live = new Map<number, LiveSeries>();
  for (const [text, own] of series) {
    rows.set(text, own.row);
    live.set(own.row.id, own);
  }
  const held = Promise.all([
    lockDetectorsForReading(sql),
    lockIfUnchanged(sql, [...rows.values()], detectors),
  ]);
  return { outcomes: new Map(), taken: requests, rows, known: { live }, held };
}

async function lockAndLook(
  sql: SqlRunner,
  requests: QueuedRequest[],
  memory: PipelineMemory,
  now: Date,
): Promise<LockedRequests> {
  const outcomes = new Map<QueuedRequest, Outcome>(await claimIdempotencyKeys(sql, requests, now));
  const pending = requests.filter((request) => !outcomes.has(request));
  // Sent together: PostgreSQL takes them one after the other, each when it has the lock of the one before.
  const [, detectors, { rows, refused }] = await Promise.all([
    lockDetectorsForReading(sql),
    loadDetectors(sql, memory),
    lockRequestSeries(sql, pending, memory),
  ]);
  for (const [request, error] of refused) outcomes.set(request, { error });
  const taken = pending.filter((request) => !refused.has(request));
  return { outcomes, taken, rows, known: { detectors }, held: Promise.resolve() };
}

/**
 * First stage of a flush: takes the locks of idempotency keys, detectors and series, in this order. When all
 * that the requests need is in memory and that may be trusted, the locks are sent and not waited for: if one
 * of them finds that somebody else has been there, the flush is undone, and its next attempt looks first.
 */
export function lockRequests(
  sql: SqlRunner,
  requests: QueuedRequest[],
  memory: PipelineMemory,
  now: Date,
): LockedRequests | Promise<LockedRequests> {
  const remembered = memory.trust.isGiven ? lockRemembered(sql, requests, memory) : null;
  return remembered ?? lockAndLook(sql, requests, memory, now);
}
