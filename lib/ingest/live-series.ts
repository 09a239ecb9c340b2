import { packReading } from '../db/packed-readings';
import type { WatchingDetector } from '../db/sql/detectors';
import type { SeriesRow } from '../db/sql/ensure-series';
import type { LevelName } from '../db/sql/runs';
import {
  DetectorObserver,
  type DetectorWindows,
  type EpisodeEnd,
  type MetricEvent,
  MonitorHub,
  type Reading,
  type RetrainJob,
  type SeriesIdentity,
  showPoints,
  sliceOperations,
  type Work,
} from '../monitoring/index';
import type { ReplayedRun } from '../services/detectors/restore-strategy';
import { counts } from '../telemetry/counts';

/** The beginning of an episode of drift, its end, or a point at which it became clearly worse. */
export interface EpisodeEvent {
  kind: 'opened' | 'escalated' | 'resolved';
  event: MetricEvent;
  reading: Reading;
  windows: DetectorWindows;
  onsetMs: number | null;
  /** What was added to the change; only for `escalated`. */
  worsening: number | null;
  /** Only for `resolved`. */
  end: EpisodeEnd | null;
  /** Since when the points are the reference of the run, where it has adopted them by its rule. */
  adoptedFromMs: number | null;
  /** The job the observer asked for; not for `resolved`. */
  job: RetrainJob | null;
}

/** A run as it is in memory; `readings` is what it has said since its state was last stored. */
export interface LiveRun extends ReplayedRun {
  id: number;
  detector: WatchingDetector;
  /** The level in its row. */
  storedLevel: LevelName;
  /** Whether a checkpoint is due because the state had to be rebuilt from many points. */
  tookLong: boolean;
  /** When its state was last stored, or was read. */
  checkpointMs: number;
  /** Of the flush under way. */
  episodes: EpisodeEvent[];
}

/** One series with the observers of all detectors that watch it, kept in memory from flush to flush. */
export interface LiveSeries {
  /** Its row, as the flush that gave it back left it. */
  row: SeriesRow;
  hub: MonitorHub;
  runs: LiveRun[];
  /** Detectors whose runs are being primed in the background; the points of a flush are history for them. */
  unprimed: readonly WatchingDetector[];
  /** Elementary operations that a point costs all of them together. */
  pointCost: number;
  /** Of which detectors these are the runs; see `detectorsVersion`. */
  detectors: string;
  /** What its states took in memory when they were measured, and how many points ago that was. */
  bytes: number;
  sinceMeasured: number;
  /** An observer that failed since the last flush began. */
  failure: { error: unknown } | null;
}

/** Makes a series live from its restored runs. */
export function openLiveSeries(
  row: SeriesRow,
  detectors: string,
  runs: LiveRun[],
  unprimed: readonly WatchingDetector[] = [],
): LiveSeries {
  const series: SeriesIdentity = {
    modelId: row.modelId,
    metric: row.metric,
    labels: JSON.parse(row.labelsKey),
  };
  const live: LiveSeries = {
    row,
    hub: new MonitorHub({
      onError: (error) => {
        counts().detectorErrors += 1;
        live.failure ??= { error };
      },
    }),
    runs,
    unprimed,
    pointCost: runs.reduce((sum, { strategy }) => sum + strategy.behaviour.updateCost, 0),
    detectors,
    bytes: 0,
    sinceMeasured: 0,
    failure: null,
  };
  for (const run of runs) {
    const observer = new DetectorObserver({
      metric: series.metric,
      behaviour: run.strategy.behaviour,
      queue: {
        enqueue: (job) => {
          const opened = run.episodes.at(-1);
          if (opened) opened.job = job;
        },
      },
      onReading: ({ event, reading, transition, strategy }) => {
        packReading(run.readings, event.ts, reading);
        if (transition === 'none') return;
        run.episodes.push({
          kind: transition,
          event,
          reading,
          windows: strategy.windows(),
          onsetMs: strategy.onsetMs(),
          worsening: transition === 'escalated' ? strategy.worsening : null,
          end: transition === 'resolved' ? strategy.end : null,
          adoptedFromMs: transition === 'resolved' ? strategy.adoptedFromMs : null,
          job: null,
        });
      },
    });
    observer.takeOver(series, run.strategy);
    live.hub.register(observer);
  }
  return live;
}

/** Lets go of the episodes of the last flush, which would take more memory than the states. */
export function forgetEpisodes(live: LiveSeries): void {
  for (const run of live.runs) run.episodes = [];
}

function beginWatching(live: LiveSeries, pointCount: number) {
  forgetEpisodes(live);
  live.sinceMeasured += pointCount;
  live.failure = null;
}

function throwFailure(live: LiveSeries) {
  if (live.failure !== null) throw (live.failure as { error: unknown }).error;
}

function show(live: LiveSeries, event: MetricEvent) {
  // Nothing to wait for: the queue above takes a job at once.
  void live.hub.publish(event);
  throwFailure(live);
}

/**
 * Shows new points to the runs of a series, through the library's own hub and observers. `events` are in time
 * order and newer than what the runs have seen. An observer that fails fails the whole flush: a point is
 * evaluated by all of its detectors or not stored.
 */
export function watch(live: LiveSeries, events: readonly MetricEvent[]): void {
  beginWatching(live, events.length);
  for (const event of events) show(live, event);
}

/** Observer by observer, since one point may be shown to many costly ones. */
function* showing(live: LiveSeries, event: MetricEvent): Work<void> {
  let at = 0;
  for (const waiting of live.hub.publishing(event)) {
    void waiting;
    throwFailure(live);
    yield live.runs[at++]?.strategy.behaviour.updateCost ?? 0;
  }
}

/** The same as `watch` in steps of one slice at most. */
export function* watching(live: LiveSeries, events: readonly MetricEvent[]): Work<void> {
  beginWatching(live, events.length);
  if (live.pointCost > sliceOperations) for (const event of events) yield* showing(live, event);
  else yield* showPoints(events, live.pointCost, (event) => show(live, event));
}
