import type { IngestDatabase } from '../db/ingest-database';
import { lockDetectorsForReading } from '../db/locks';
import { DriftwatchError } from '../errors';
import type { IngestResult } from '../schemas/metrics';
import { counts } from '../telemetry/counts';
import { type Span, tracer } from '../telemetry/tracer';
import { BackgroundPriming } from './background-priming';
import { commitBatch } from './commit-batch';
import { groupRequest, type PointGroup } from './group-request';
import type { IngestRequest, PointSink, QueuedRequest } from './ingest-request';
import { LiveSeriesCache } from './live-series-cache';
import { MemoryTrust } from './memory-trust';
import { loadDetectors, type PipelineMemory } from './pipeline-memory';
import { costOf } from './request-cost';
import { RequestQueue, type Waiting } from './request-queue';
import { SeriesDirectory } from './series-directory';
import type { Batch } from './take-batch';

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
export class GroupCommit implements PointSink {
  readonly #options: PipelineOptions;
  readonly #memory: PipelineMemory;
  readonly #queue: RequestQueue;
  #flushes: Flush[] = [];
  #isScheduled = false;
  #isRefusing = false;
  #closed: Promise<void> | null = null;
  #whenIdle: (() => void) | null = null;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#queue = new RequestQueue(options.queuePoints);
    this.#memory = {
      live: new LiveSeriesCache(options.stateCacheBytes),
      directory: new SeriesDirectory(),
      detectors: null,
      trust: new MemoryTrust(),
      maxSeries: options.maxSeries,
      priming: new BackgroundPriming(options.database),
    };
  }

  get status(): PipelineStatus {
    const { live } = this.#memory;
    return {
      waitingRequests: this.#queue.length,
      waitingPoints: this.#queue.points,
      flushing: this.#flushes.length,
      primingSeries: this.#memory.priming.size,
      liveSeries: live.size,
      stateBytes: live.bytes,
    };
  }

  submit(request: IngestRequest): Promise<IngestResult> {
    const count = request.points.length;
    const refusal = this.#isRefusing ? stopping() : this.#queue.refusal(count);
    if (refusal) {
      counts().points.refused += count;
      return Promise.reject(refusal);
    }
    return new Promise((resolve, reject) => {
      // Not a spread; see scripts/serve/send-answer.ts.
      const groups = groupRequest(request.points, request.skipped?.positions);
      const claims = claimsOf(groups, request.idempotency);
      const cost = costOf(groups, this.#memory);
      const queued: QueuedRequest = Object.assign({ groups, claims, cost }, request);
      this.#queue.add({ request: queued, resolve, reject });
      this.#schedule();
    });
  }

  /** Points that may wait. */
  get capacity(): number {
    return this.#queue.capacity;
  }

  /**
   * Answers what waits, and what comes, with `UNAVAILABLE`: these points are not stored. Flushes under way go
   * on.
   */
  refuse() {
    this.#isRefusing = true;
    this.#refuseAll(stopping());
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
    setImmediate(async () => {
      if (this.#memory.detectors === null) await this.#loadDetectors();
      this.#isScheduled = false;
      for (;;) {
        const batch = this.#takeBatch();
        if (batch === null) break;
        void this.#flush(batch);
      }
    });
  }

  /**
   * What the first requests cost is not known before: they would share a flush with those of costly
   * detectors. If the database cannot be asked, no flush could be committed either.
   */
  async #loadDetectors(): Promise<void> {
    try {
      await this.#options.database.inTransaction(async (sql) => {
        await lockDetectorsForReading(sql);
        await loadDetectors(sql, this.#memory);
      });
      this.#queue.price(({ groups }) => costOf(groups, this.#memory));
    } catch (error) {
      counts().failedFlushes += 1;
      this.#refuseAll(error);
    }
  }

  /**
   * Takes what one more flush may have. There are as many flushes of each kind as there are flushers, cheap
   * and costly, and one more than that in all: so cheap ones go on beside costly ones.
   */
  #takeBatch(): Batch<Waiting> | null {
    const { flushers } = this.#options;
    const { length } = this.#flushes;
    if (length > flushers) return null;
    if (this.#queue.points < worthwhilePoints && this.#flushes.some(({ isShort }) => isShort)) return null;
    const costly = this.#flushes.reduce((count, flush) => count + (flush.isCostly ? 1 : 0), 0);
    const mayBeCheap = length - costly < flushers;
    const mayBeCostly = costly < flushers && this.#queue.hasCostly;
    if (!mayBeCheap && !mayBeCostly) return null;
    const held = this.#flushes.map(({ claims }) => claims);
    const batch = this.#queue.take({ held, mayBeCheap, mayBeCostly });
    return batch.taken.length === 0 ? null : batch;
  }

  async #flush({ taken, points, isCostly: costly }: Batch<Waiting>) {
    const claims = new Set(taken.flatMap(({ request }) => request.claims));
    const flush: Flush = { claims, isCostly: costly, isShort: points < worthwhilePoints && !costly };
    const endShort = () => {
      flush.isShort = false;
      if (this.#queue.length > 0) this.#schedule();
    };
    const timer = setTimeout(endShort, shortMs);
    this.#flushes.push(flush);
    const span = startSpan(taken, points);
    const startedMs = performance.now();
    try {
      await commitBatch(taken, { database: this.#options.database, memory: this.#memory });
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

  #refuseAll(reason: unknown) {
    counts().points.refused += this.#queue.points;
    for (const { reject } of this.#queue.clear()) reject(reason);
    this.#settle();
  }

  #settle() {
    if (this.#flushes.length === 0 && this.#queue.length === 0) this.#whenIdle?.();
  }
}
