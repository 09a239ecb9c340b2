import type { ReadingColumns } from '../db/sql/runs';
import {
  type DetectorBehaviour,
  DetectorObserver,
  type DetectorState,
  DetectorStrategy,
  type DetectorWindows,
  type MetricEvent,
  MonitorHub,
  type Reading,
  type RetrainJob,
  type StrategySnapshot,
} from '../monitoring/index';

/** A run as it was when the points arrived. */
export interface LiveRun {
  id: number;
  behaviour: DetectorBehaviour;
  snapshot: StrategySnapshot;
  inEpisode: boolean;
}

/** The beginning or end of an episode of drift. */
export interface Episode {
  kind: 'opened' | 'resolved';
  event: MetricEvent;
  reading: Reading;
  windows: DetectorWindows;
  onsetMs: number | null;
  /** The method's state just before the event; only for `opened`. */
  stateBefore: DetectorState | null;
  /** The job the observer asked for; only for `opened`. */
  job: RetrainJob | null;
}

export interface WatchedRun {
  run: LiveRun;
  strategy: DetectorStrategy;
  readings: ReadingColumns[];
  episodes: Episode[];
}

/** The state before the last of some events, by showing the others to the snapshot again. */
function replayUntil(
  { behaviour, snapshot }: LiveRun,
  events: MetricEvent[],
  last: MetricEvent,
): DetectorState {
  const strategy = new DetectorStrategy(behaviour, snapshot);
  for (const event of events) {
    if (event === last) break;
    strategy.update(event.value, event.ts);
  }
  return strategy.snapshot().state;
}

/**
 * Shows the new points of one series to its runs, through the library's own hub and observers. `events` are in time
 * order and newer than what the runs have seen. An observer that fails fails the whole batch: a point is evaluated by
 * all of its detectors or not stored.
 */
export function watchSeries(events: MetricEvent[], runs: LiveRun[]): WatchedRun[] {
  const [first] = events;
  if (!first) return [];
  const hub = new MonitorHub({
    onError: (error) => {
      failure ??= { error };
    },
  });
  let failure: { error: unknown } | undefined;
  const watched = runs.map((run) => {
    const result = { run, readings: [] as ReadingColumns[], episodes: [] as Episode[] };
    const observer = new DetectorObserver({
      metric: first.metric,
      behaviour: run.behaviour,
      queue: {
        enqueue: (job) => {
          const opened = result.episodes.at(-1);
          if (opened) opened.job = job;
        },
      },
      onReading: ({ event, reading, transition, strategy }) => {
        const { delta: _, ...columns } = reading;
        result.readings.push({ runId: run.id, tsMs: event.ts, ...columns });
        if (transition === 'none') return;
        result.episodes.push({
          kind: transition,
          event,
          reading,
          windows: strategy.windows(),
          onsetMs: strategy.onsetMs(),
          stateBefore: transition === 'opened' ? replayUntil(run, events, event) : null,
          job: null,
        });
      },
    });
    observer.restore(first, run.snapshot, run.inEpisode);
    hub.register(observer);
    return { result, observer };
  });
  for (const event of events) {
    // Nothing to wait for: the queue above takes a job at once.
    void hub.publish(event);
    if (failure) throw failure.error;
  }
  return watched.flatMap(({ result, observer }) => {
    const strategy = observer.strategyOf(first);
    return strategy ? [{ ...result, strategy }] : [];
  });
}
