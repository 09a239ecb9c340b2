import { forgetEpisodes, type LiveSeries } from './live-series';
import { memoryOf } from './memory-of';

/** What a series and each of its observers take beside the states and readings. */
const seriesBytes = 2000;
const observerBytes = 1500;

function sizeOfStates(live: LiveSeries): number {
  return live.runs.reduce(
    (sum, { strategy }) => sum + observerBytes + memoryOf(strategy.peek()),
    seriesBytes,
  );
}

/** Points after which a state is measured again; measuring costs as much as judging a few. */
const measuredPoints = 32;

/**
 * What a series takes: the states as they were measured a few points ago at most, and the readings as they
 * are.
 */
function sizeNow(live: LiveSeries): number {
  if (live.bytes === 0 || live.sinceMeasured >= measuredPoints) {
    live.sinceMeasured = 0;
    live.bytes = sizeOfStates(live);
  }
  return live.runs.reduce((sum, { readings }) => sum + memoryOf(readings), live.bytes);
}

/**
 * The live series of this process, the least recently used dropped when they exceed a size. Whoever uses one
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

  /** A series that stays where it is. */
  peek(seriesId: number): LiveSeries | undefined {
    return this.#entries.get(seriesId)?.live;
  }

  remove(seriesId: number): LiveSeries | undefined {
    const entry = this.#entries.get(seriesId);
    if (entry === undefined) return undefined;
    this.#entries.delete(seriesId);
    this.#bytes -= entry.bytes;
    return entry.live;
  }

  put(live: LiveSeries): void {
    const { id: seriesId } = live.row;
    this.remove(seriesId);
    const bytes = sizeNow(live);
    forgetEpisodes(live);
    this.#entries.set(seriesId, { live, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes || this.#entries.size === 1) break;
      this.remove(oldest);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
