import { type IngestDatabase, ingestDatabase } from '../db/ingest-database';
import { env } from '../env';
import { DriftwatchError, isDriftwatchError } from '../errors';
import { logger } from '../logger';
import { processWide } from '../process-wide';
import type { IngestResult } from '../schemas/metrics';
import { counts } from '../telemetry/counts';
import { type Span, tracer } from '../telemetry/tracer';
import { BackgroundPriming } from './background-priming';
import { commitRequests } from './commit-requests';
import { groupRequest } from './group-request';
import type { IngestRequest, Outcome, PointSink, QueuedRequest } from './ingest-request';
import { LiveSeriesCache } from './live-series-cache';
import { MemoryTrust } from './memory-trust';
import type { PipelineMemory } from './pipeline-memory';
import { SeriesDirectory } from './series-directory';

/** A flush takes requests until it has this many points; a larger request is a flush of its own. */
const flushPoints = 10_000;

/** A transaction for fewer points is over so soon that others gain more by sharing the next one than by one beside it. */
const worthwhilePoints = 1000;
/** Unless it takes longer than this, because it waits for a lock or primes a detector: the others go on beside it then. */
const shortMs = 20;

/** How many requests the span of a flush names, the limit that OpenTelemetry has. */
const maxLinks = 128;

export interface PipelineOptions {
  database: IngestDatabase;
  /** Transactions at the same time. */
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
 * Group commit: requests wait in a bounded queue; each flusher takes what has gathered, commits it in ONE transaction and
 * answers. Requests that share a series are never in two flushes at once, and keep their order.
 */
export class IngestPipeline implements PointSink {
  readonly #options: PipelineOptions;
  readonly #memory: PipelineMemory;
  #waiting: Waiting[] = [];
  #waitingPoints = 0;
  #flushing = 0;
  /** Of these, how many are short. */
  #flushingShort = 0;
  /**
   * Series and idempotency keys of each flush under way. Not one set of all: V8 keeps what a set that grows and shrinks has held
   * until the next full collection.
   */
  #held: Set<string>[] = [];
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
    };
  }

  get status(): PipelineStatus {
    const { live } = this.#memory;
    return {
      waitingRequests: this.#waiting.length,
      waitingPoints: this.#waitingPoints,
      flushing: this.#flushing,
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
      const queued = Object.assign(
        { groups: groupRequest(request.points, request.skipped?.positions) },
        request,
      );
      this.#waiting.push({ request: queued, resolve, reject });
      this.#waitingPoints += count;
      this.#schedule();
    });
  }

  /** Points that may wait. */
  get capacity(): number {
    return this.#options.queuePoints;
  }

  /** Answers what waits, and what comes, with `UNAVAILABLE`: these points are not stored. Flushes under way go on. */
  refuse() {
    this.#isRefusing = true;
    counts().points.refused += this.#waitingPoints;
    for (const { reject } of this.#waiting) reject(stopping());
    this.#waiting = [];
    this.#waitingPoints = 0;
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
      while (this.#flushing < this.#options.flushers) {
        if (this.#flushingShort > 0 && this.#waitingPoints < worthwhilePoints) break;
        const batch = this.#takeBatch();
        if (batch.length === 0) break;
        void this.#flush(batch);
      }
    });
  }

  /** What a request must have for itself. */
  #claimsOf({ groups, idempotency }: QueuedRequest): string[] {
    const claims = groups.map((group) => group.seriesKey);
    if (idempotency) claims.push(`key ${idempotency.key}`);
    return claims;
  }

  /** Takes waiting requests in order, leaving those that touch what a flush, or an earlier one left behind, holds. */
  #takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    const blocked = new Set<string>();
    const keys = new Set<string>();
    let points = 0;
    let isFull = false;
    for (const waiting of this.#waiting) {
      const { request } = waiting;
      if (isFull) {
        left.push(waiting);
        continue;
      }
      const claims = this.#claimsOf(request);
      // A replacing request is alone: what its points were is then known before anything else of its series.
      const isAlone = request.onConflict === 'replace';
      const mustWait =
        (batch.length > 0 && (isAlone || points + request.points.length > flushPoints)) ||
        claims.some((claim) => this.#held.some((held) => held.has(claim)) || blocked.has(claim)) ||
        (request.idempotency !== undefined && keys.has(request.idempotency.key));
      if (mustWait) {
        left.push(waiting);
        for (const claim of claims) blocked.add(claim);
        continue;
      }
      batch.push(waiting);
      if (request.idempotency) keys.add(request.idempotency.key);
      points += request.points.length;
      isFull = isAlone || points >= flushPoints;
    }
    this.#waiting = left;
    this.#waitingPoints -= points;
    return batch;
  }

  async #flush(batch: Waiting[]) {
    const claims = new Set(batch.flatMap(({ request }) => this.#claimsOf(request)));
    const points = batch.reduce((sum, { request }) => sum + request.points.length, 0);
    let short = points < worthwhilePoints ? 1 : 0;
    const endShort = () => {
      this.#flushingShort -= short;
      short = 0;
      if (this.#waiting.length > 0) this.#schedule();
    };
    const timer = setTimeout(endShort, shortMs);
    this.#held.push(claims);
    this.#flushing += 1;
    this.#flushingShort += short;
    const span = startSpan(batch, points);
    const startedMs = performance.now();
    try {
      await this.#commit(batch);
    } finally {
      const own = counts();
      own.flushSeconds.observe((performance.now() - startedMs) / 1000);
      own.flushPoints.observe(points);
      span?.end();
      this.#held = this.#held.filter((held) => held !== claims);
      this.#flushing -= 1;
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
    if (this.#flushing === 0 && this.#waiting.length === 0) this.#whenIdle?.();
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
