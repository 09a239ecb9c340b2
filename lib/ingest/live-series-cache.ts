import { forgetObserved, type LiveSeries } from './live-series';
import { memoryOf } from './memory-of';

/** What a series and each of its observers take beside the states. */
const seriesBytes = 2000;
const observerBytes = 1500;

function sizeOf(live: LiveSeries): number {
  return live.runs.reduce(
    (sum, { strategy }) => sum + observerBytes + memoryOf(strategy.peek().state),
    seriesBytes,
  );
}

/**
 * The live series of this process, the least recently used dropped when their states exceed a size. Whoever uses one
 * takes it out and gives it back after its commit, so an aborted flush leaves nothing half-advanced behind.
 */
export class LiveSeriesCache {
  readonly #maxBytes: number;
  readonly #entries = new Map<number, { live: LiveSeries; bytes: number }>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  take(seriesId: number): LiveSeries | undefined {
    const entry = this.#entries.get(seriesId);
    if (entry === undefined) return undefined;
    this.#entries.delete(seriesId);
    this.#bytes -= entry.bytes;
    return entry.live;
  }

  give(seriesId: number, live: LiveSeries): void {
    this.take(seriesId);
    forgetObserved(live);
    const bytes = sizeOf(live);
    this.#entries.set(seriesId, { live, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes || this.#entries.size === 1) break;
      this.take(oldest);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
