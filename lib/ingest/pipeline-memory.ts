import { detectorsVersion, enabledDetectors, type WatchingDetector } from '../db/sql/detectors';
import type { SqlRunner } from '../db/sql-runner';
import { PatternIndex } from '../policy/pattern-index';
import type { BackgroundPriming } from './background-priming';
import type { QueuedRequest } from './ingest-request';
import type { LiveSeries } from './live-series';
import type { LiveSeriesCache } from './live-series-cache';
import type { MemoryTrust } from './memory-trust';
import type { SeriesDirectory } from './series-directory';

/** All enabled detectors, by what they watch, with the version they are of; see `detectorsVersion`. */
export interface KnownDetectors {
  version: string;
  index: PatternIndex<WatchingDetector>;
}

/** The enabled detectors, out of memory unless they have changed; under the lock that keeps them. */
export async function loadDetectors(sql: SqlRunner, memory: PipelineMemory): Promise<KnownDetectors> {
  const version = await detectorsVersion(sql);
  if (memory.detectors?.version !== version)
    memory.detectors = { version, index: new PatternIndex(await enabledDetectors(sql)) };
  return memory.detectors;
}

/** What the pipeline keeps in memory from flush to flush. */
export interface PipelineMemory {
  live: LiveSeriesCache;
  /** Which series are known. */
  directory: SeriesDirectory;
  /** The enabled detectors as they were last read. */
  detectors: KnownDetectors | null;
  /** Whether a flush may begin with what is here. */
  trust: MemoryTrust;
  /** Primes what flushes leave unprimed. */
  priming: BackgroundPriming;
  /** How many series there may be. */
  maxSeries: number;
}

/**
 * The series of some requests, taken out of memory, and the version of the detectors that watch them: as the
 * last commit left them, so whoever uses them has to see that nobody moved them since. Null, and nothing
 * taken, unless all are there; and for requests with an idempotency key or that replace values, which have to
 * look into the database anyway.
 */
export function rememberedSeries(
  requests: QueuedRequest[],
  { live, directory, detectors }: PipelineMemory,
): { detectors: string; series: Map<string, LiveSeries> } | null {
  if (detectors === null) return null;
  const { version } = detectors;
  const series = new Map<string, LiveSeries>();
  for (const { groups, idempotency, onConflict } of requests) {
    if (idempotency !== undefined || onConflict === 'replace') return null;
    for (const { seriesKey } of groups) {
      if (series.has(seriesKey)) continue;
      const id = directory.get(seriesKey);
      const own = id === undefined ? undefined : live.peek(id);
      // Who primes the missing runs moves the version of the series: that is to be seen first.
      if (own?.detectors !== version || own.unprimed.length > 0) return null;
      series.set(seriesKey, own);
    }
  }
  for (const { row } of series.values()) live.remove(row.id);
  return { detectors: version, series };
}
