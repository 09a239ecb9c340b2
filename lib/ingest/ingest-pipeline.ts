import { type IngestDatabase, ingestDatabase } from '../db/ingest-database';
import { env } from '../env';
import { DriftwatchError, isDriftwatchError } from '../errors';
import { logger } from '../logger';
import { processWide } from '../process-wide';
import type { IngestResult } from '../schemas/metrics';
import { counts } from '../telemetry/counts';
import { type Span, tracer } from '../telemetry/tracer';
import { BackgroundPriming } from './background-priming';
import { commitRequests } from './flush/commit-requests';
import { groupRequest, type PointGroup } from './group-request';
import type { IngestRequest, Outcome, PointSink, QueuedRequest } from './ingest-request';
import { LiveSeriesCache } from './live-series-cache';
import { MemoryTrust } from './memory-trust';
import { costOf, type PipelineMemory } from './pipeline-memory';
import { SeriesDirectory } from './series-directory';
import { type Batch, isCostly, takeBatch } from './take-batch';

/**
 * A transaction for fewer points is over so soon that others gain more by sharing the next one than by one
 * beside it.
 */
const worthwhilePoints = 1000;
/**
 * Unless it takes longer than this, because it waits for a lock or primes a detector: the others go on beside
 * it then.
 */
const shortMs = 20;

/** How many requests the span of a flush names, the limit that OpenTelemetry has. */
const maxLinks = 128;

export interface PipelineOptions {
  database: IngestDatabase;
  /** Transactions at the same time, of cheap requests and of costly ones; one more than that in all. */
  flushers: number;
  /** Points that may wait. */
  queuePoints: number;
  stateCacheBytes: number;
  /** Series the database may hold. */
  maxSeries: number;
}

interface Waiting {
  request: QueuedRequest;
  resolve: (result: IngestResult) => void;
  reject: (error: unknown) => void;
}

export interface PipelineStatus {
  waitingRequests: number;
  waitingPoints: number;
  flushing: number;
  /** Series whose costly runs wait to be primed, or are. */
  primingSeries: number;
  liveSeries: number;
  stateBytes: number;
}

/** A flush under way. */
interface Flush {
  /**
   * The claims of its requests. Not one set of all flushes: V8 keeps what a set that grows and shrinks has
   * held until the next full collection.
   */
  claims: ReadonlySet<string>;
  isCostly: boolean;
  /** Whether it is likely to be over soon; see `worthwhilePoints`. */
  isShort: boolean;
}

function claimsOf(groups: PointGroup[], idempotency: IngestRequest['idempotency']): string[] {
  const claims = groups.map(({ seriesKey }) => seriesKey);
  if (idempotency) claims.push(`key ${idempotency.key}`);
  return claims;
}

const stopping = () =>
  new DriftwatchError(
    'UNAVAILABLE',
    'the server is stopping; these points were not stored, send them again shortly',
  );

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

/** What a flush is for: the traces of its requests. Undefined while traces are off. */
function startSpan(batch: Waiting[], points: number): Span | undefined {
  return tracer()?.start('ingest flush', {
    kind: 'internal',
    links: batch.flatMap(({ request }) => request.traceparent ?? []).slice(0, maxLinks),
    attributes: { 'driftwatch.requests': batch.length, 'driftwatch.points': points },
  });
}

/**
 * Group commit: requests wait in a bounded queue; each flusher takes what has gathered, commits it in ONE
 * transaction and answers. Requests that share a series are never in two flushes at once, and keep their
 * order.
 */
export class IngestPipeline implements PointSink {
  readonly #options: PipelineOptions;
  readonly #memory: PipelineMemory;
  #waiting: Waiting[] = [];
  #waitingPoints = 0;
  /** How many of those that wait are costly. */
  #waitingCostly = 0;
  #flushes: Flush[] = [];
  #isScheduled = false;
  #isRefusing = false;
  #closed: Promise<void> | null = null;
  #whenIdle: (() => void) | null = null;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#memory = {
      live: new LiveSeriesCache(options.stateCacheBytes),
      directory: new SeriesDirectory(),
      detectors: null,
      trust: new MemoryTrust(),
      maxSeries: options.maxSeries,
      priming: new BackgroundPriming(options.database),
      maxPointCost: 0,
    };
  }

  get status(): PipelineStatus {
    const { live } = this.#memory;
    return {
      waitingRequests: this.#waiting.length,
      waitingPoints: this.#waitingPoints,
      flushing: this.#flushes.length,
      primingSeries: this.#memory.priming.size,
      liveSeries: live.size,
      stateBytes: live.bytes,
    };
  }

  submit(request: IngestRequest): Promise<IngestResult> {
    const count = request.points.length;
    if (this.#isRefusing) {
      counts().points.refused += count;
      return Promise.reject(stopping());
    }
    const { queuePoints } = this.#options;
    if (this.#waitingPoints > 0 && this.#waitingPoints + count > queuePoints) {
      counts().points.refused += count;
      return Promise.reject(
        new DriftwatchError(
          'LIMIT_EXCEEDED',
          `${this.#waitingPoints} points wait to be written and there is room for ${queuePoints}; nothing of this request ` +
            'was stored, send it again shortly',
        ),
      );
    }
    return new Promise((resolve, reject) => {
      // Not a spread; see scripts/serve/send-answer.ts.
      const groups = groupRequest(request.points, request.skipped?.positions);
      const claims = claimsOf(groups, request.idempotency);
      const cost = costOf(request.points, groups, this.#memory);
      const queued: QueuedRequest = Object.assign({ groups, claims, cost }, request);
      this.#waiting.push({ request: queued, resolve, reject });
      if (isCostly(queued)) this.#waitingCostly += 1;
      this.#waitingPoints += count;
      this.#schedule();
    });
  }

  /** Points that may wait. */
  get capacity(): number {
    return this.#options.queuePoints;
  }

  /**
   * Answers what waits, and what comes, with `UNAVAILABLE`: these points are not stored. Flushes under way go
   * on.
   */
  refuse() {
    this.#isRefusing = true;
    counts().points.refused += this.#waitingPoints;
    for (const { reject } of this.#waiting) reject(stopping());
    this.#waiting = [];
    this.#waitingPoints = 0;
    this.#waitingCostly = 0;
    this.#settle();
  }

  /** Takes no more requests, and resolves when those that wait have been answered. */
  close(): Promise<void> {
    this.#isRefusing = true;
    this.#closed ??= new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
      this.#settle();
    }).then(() => this.#memory.priming.close());
    return this.#closed;
  }

  /** In a turn of its own, so that requests which arrived together share a flush. */
  #schedule() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      for (;;) {
        const batch = this.#takeBatch();
        if (batch === null) break;
        void this.#flush(batch);
      }
    });
  }

  /**
   * Takes what one more flush may have. There are as many flushes of each kind as there are flushers, cheap
   * and costly, and one more than that in all: so cheap ones go on beside costly ones.
   */
  #takeBatch(): Batch<Waiting> | null {
    const { flushers } = this.#options;
    const { length } = this.#flushes;
    if (length > flushers) return null;
    if (this.#waitingPoints < worthwhilePoints && this.#flushes.some(({ isShort }) => isShort)) return null;
    const costly = this.#flushes.reduce((count, flush) => count + (flush.isCostly ? 1 : 0), 0);
    const mayBeCheap = length - costly < flushers;
    const mayBeCostly = costly < flushers && this.#waitingCostly > 0;
    if (!mayBeCheap && !mayBeCostly) return null;
    const held = this.#flushes.map(({ claims }) => claims);
    const batch = takeBatch(this.#waiting, { held, mayBeCheap, mayBeCostly });
    this.#waiting = batch.left;
    this.#waitingPoints -= batch.points;
    if (batch.isCostly) this.#waitingCostly -= batch.taken.length;
    return batch.taken.length === 0 ? null : batch;
  }

  async #flush({ taken, points, isCostly: costly }: Batch<Waiting>) {
    const claims = new Set(taken.flatMap(({ request }) => request.claims));
    const flush: Flush = { claims, isCostly: costly, isShort: points < worthwhilePoints && !costly };
    const endShort = () => {
      flush.isShort = false;
      if (this.#waiting.length > 0) this.#schedule();
    };
    const timer = setTimeout(endShort, shortMs);
    this.#flushes.push(flush);
    const span = startSpan(taken, points);
    const startedMs = performance.now();
    try {
      await this.#commit(taken);
    } finally {
      const own = counts();
      own.flushSeconds.observe((performance.now() - startedMs) / 1000);
      own.flushPoints.observe(points);
      span?.end();
      this.#flushes = this.#flushes.filter((one) => one !== flush);
      clearTimeout(timer);
      endShort();
      this.#settle();
    }
  }

  /** Answers the batch; says whether the database could be asked. */
  async #commit(batch: Waiting[]): Promise<boolean> {
    try {
      const requests = batch.map(({ request }) => request);
      const outcomes = await this.#transact(requests);
      for (const [index, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[index];
        if (outcome && 'result' in outcome) {
          countStored(requests[index] as QueuedRequest, outcome.result);
          resolve(outcome.result);
        } else {
          counts().points.refused += requests[index]?.points.length ?? 0;
          reject(outcome?.error);
        }
      }
    } catch (error) {
      const isUnavailable = isDriftwatchError(error) && error.code === 'UNAVAILABLE';
      // Nothing of the flush was stored; one by one, only the request at fault fails.
      if (batch.length > 1 && !isUnavailable) return this.#commitOneByOne(batch);
      counts().failedFlushes += 1;
      for (const { request } of batch) counts().points.refused += request.points.length;
      if (!isUnavailable) logger.error('points could not be stored', { error });
      for (const { reject } of batch) reject(error);
      return !isUnavailable;
    }
    return true;
  }

  async #commitOneByOne(batch: Waiting[]): Promise<boolean> {
    for (const [at, one] of batch.entries()) {
      if (await this.#commit([one])) continue;
      // Each of the others would wait just as long to find out.
      for (const { request, reject } of batch.slice(at + 1)) {
        counts().points.refused += request.points.length;
        reject(databaseGone());
      }
      return false;
    }
    return true;
  }

  async #transact(requests: QueuedRequest[]): Promise<Outcome[]> {
    const now = new Date();
    const { outcomes, keep } = await this.#options.database.inTransaction((sql, turn) =>
      commitRequests(sql, requests, this.#memory, now, turn),
    );
    keep();
    return outcomes;
  }

  #settle() {
    if (this.#flushes.length === 0 && this.#waiting.length === 0) this.#whenIdle?.();
  }
}

const appPipeline = processWide('ingest-pipeline', () => {
  const { INGEST_FLUSHERS, INGEST_QUEUE_POINTS, STATE_CACHE_MIB, MAX_SERIES } = env();
  return new IngestPipeline({
    database: ingestDatabase(),
    flushers: INGEST_FLUSHERS,
    queuePoints: INGEST_QUEUE_POINTS,
    stateCacheBytes: STATE_CACHE_MIB * 2 ** 20,
    maxSeries: MAX_SERIES,
  });
});

/** The app's pipeline, on `DATABASE_URL`. */
export function ingestPipeline(): IngestPipeline {
  return appPipeline.get();
}

/** Of the app's pipeline and how many points it lets wait; null before the first use of it. */
export function pipelineStatus(): (PipelineStatus & { capacity: number }) | null {
  const open = appPipeline.peek();
  return open ? { ...open.status, capacity: open.capacity } : null;
}

/** See `IngestPipeline.refuse`. */
export function refusePoints() {
  appPipeline.peek()?.refuse();
}

/** Answers what waits, then lets go of the pipeline; a later `ingestPipeline()` makes a new one. */
export async function closeIngestPipeline(): Promise<void> {
  await appPipeline.take()?.close();
}
