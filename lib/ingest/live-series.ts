import type { WatchingDetector } from '../db/sql/detectors';
import type { SeriesRow } from '../db/sql/ensure-series';
import type { LevelName } from '../db/sql/runs';
import {
  type DetectorBehaviour,
  DetectorObserver,
  type DetectorStrategy,
  type DetectorWindows,
  type MetricEvent,
  MonitorHub,
  type Reading,
  type RetrainJob,
  type SeriesIdentity,
} from '../monitoring/index';

/** The beginning or end of an episode of drift. */
export interface Episode {
  kind: 'opened' | 'resolved';
  event: MetricEvent;
  reading: Reading;
  windows: DetectorWindows;
  onsetMs: number | null;
  /** The job the observer asked for; only for `opened`. */
  job: RetrainJob | null;
}

/** A run as it is in memory; `strategy` holds its state. */
export interface RestoredRun {
  id: number;
  detector: WatchingDetector;
  behaviour: DetectorBehaviour;
  strategy: DetectorStrategy;
  inEpisode: boolean;
  /** The level in its row. */
  storedLevel: LevelName;
  /** Whether a checkpoint is due because the state had to be rebuilt from many points. */
  tookLong: boolean;
  /** Points evaluated since the state was last stored, and when that was, or when it was read. */
  sinceCheckpoint: number;
  checkpointMs: number;
}

/** What a run said about the points of one flush. */
export interface Observed {
  tsMs: number[];
  statistics: (number | null)[];
  thresholds: (number | null)[];
  levels: LevelName[];
  episodes: Episode[];
}

export interface LiveRun extends RestoredRun {
  /** Of the flush under way. */
  observed: Observed;
}

function nothingObserved(): Observed {
  return { tsMs: [], statistics: [], thresholds: [], levels: [], episodes: [] };
}

/** One series with the observers of all detectors that watch it, kept in memory from flush to flush. */
export interface LiveSeries {
  /** Its row, as the flush that gave it back left it. */
  row: SeriesRow;
  hub: MonitorHub;
  runs: LiveRun[];
  /** Of which detectors these are the runs; see `fingerprintOf`. */
  detectors: string;
  /** What it took in memory when it was measured, and how many points ago that was. */
  bytes: number;
  sinceMeasured: number;
  /** An observer that failed since the last flush began. */
  failure: { error: unknown } | null;
}

/** Makes a series live from its restored runs. */
export function openLiveSeries(row: SeriesRow, detectors: string, restored: RestoredRun[]): LiveSeries {
  const series: SeriesIdentity = {
    modelId: row.modelId,
    metric: row.metric,
    labels: JSON.parse(row.labelsKey),
  };
  const live: LiveSeries = {
    row,
    hub: new MonitorHub({
      onError: (error) => {
        live.failure ??= { error };
      },
    }),
    runs: [],
    detectors,
    bytes: 0,
    sinceMeasured: 0,
    failure: null,
  };
  for (const one of restored) {
    const run: LiveRun = { ...one, observed: nothingObserved() };
    const observer = new DetectorObserver({
      metric: series.metric,
      behaviour: one.behaviour,
      queue: {
        enqueue: (job) => {
          const opened = run.observed.episodes.at(-1);
          if (opened) opened.job = job;
        },
      },
      onReading: ({ event, reading, transition, strategy }) => {
        const { observed } = run;
        observed.tsMs.push(event.ts);
        observed.statistics.push(reading.statistic);
        observed.thresholds.push(reading.threshold);
        observed.levels.push(reading.level);
        if (transition === 'none') return;
        run.inEpisode = transition === 'opened';
        observed.episodes.push({
          kind: transition,
          event,
          reading,
          windows: strategy.windows(),
          onsetMs: strategy.onsetMs(),
          job: null,
        });
      },
    });
    observer.adopt(series, one.strategy, one.inEpisode);
    live.hub.register(observer);
    live.runs.push(run);
  }
  return live;
}

/** Lets go of what the last flush observed, which would take more memory than the states. */
export function forgetObserved(live: LiveSeries): void {
  for (const run of live.runs) run.observed = nothingObserved();
}

/**
 * Shows new points to the runs of a series, through the library's own hub and observers. `events` are in time order and
 * newer than what the runs have seen. An observer that fails fails the whole flush: a point is evaluated by all of its
 * detectors or not stored.
 */
export function watch(live: LiveSeries, events: readonly MetricEvent[]): void {
  forgetObserved(live);
  live.failure = null;
  for (const event of events) {
    // Nothing to wait for: the queue above takes a job at once.
    void live.hub.publish(event);
    if (live.failure !== null) throw (live.failure as { error: unknown }).error;
  }
}
