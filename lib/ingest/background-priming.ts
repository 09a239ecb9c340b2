import type { IngestDatabase } from '../db/ingest-database';
import type { WatchingDetector } from '../db/sql/detectors';
import { isDriftwatchError } from '../errors';
import { logger } from '../logger';
import { primeDetectorsOn } from '../services/detectors/prime-series';

/** A series whose priming failed is left alone for so long. */
const retryMs = 10_000;

/**
 * Primes the runs that flushes leave unprimed because that is costly: one series after the other, outside of
 * all locks (see `primeDetectorsOn`). Keeps nothing that a crash could lose: the next point of a series asks
 * again.
 */
export class BackgroundPriming {
  readonly #database: IngestDatabase;
  /** Series that wait or are being primed. */
  readonly #underWay = new Set<number>();
  readonly #notBeforeMs = new Map<number, number>();
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;

  constructor(database: IngestDatabase) {
    this.#database = database;
  }

  /** How many series wait or are being primed. */
  get size(): number {
    return this.#underWay.size;
  }

  /** Primes the runs of these detectors on a series soon, unless that has been asked for already. */
  add(seriesId: number, detectors: readonly WatchingDetector[]): void {
    if (this.#stop.signal.aborted || this.#underWay.has(seriesId)) return;
    if ((this.#notBeforeMs.get(seriesId) ?? 0) > Date.now()) return;
    this.#notBeforeMs.delete(seriesId);
    this.#underWay.add(seriesId);
    void this.#database.runSerially(async () => {
      if (this.#stop.signal.aborted) return;
      this.#running = this.#prime(seriesId, [...detectors]);
      await this.#running;
      this.#running = null;
    });
  }

  async #prime(seriesId: number, detectors: WatchingDetector[]): Promise<void> {
    try {
      await primeDetectorsOn(this.#database, seriesId, detectors, this.#stop.signal);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#notBeforeMs.set(seriesId, Date.now() + retryMs);
      const level = isDriftwatchError(error) && error.code === 'UNAVAILABLE' ? 'warn' : 'error';
      logger[level]('detectors could not be primed; a later point of the series tries again', {
        seriesId,
        error,
      });
    } finally {
      this.#underWay.delete(seriesId);
    }
  }

  /**
   * Ends the work at its next slice, and resolves when it has ended. What was not stored is primed by a later
   * process.
   */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
