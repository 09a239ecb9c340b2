import { v4 as randomUuid } from 'uuid';
import type { Reading } from '../detectors/types';
import type { DetectorBehaviour } from './detector-behaviour';
import { DetectorStrategy } from './detector-strategy';
import type { MetricEvent, MetricObserver } from './metric-event';
import type { DriftDetected, RetrainJobSink } from './retrain-job';
import { type SeriesIdentity, seriesKey } from './series-key';
import type { StrategySnapshot, Transition } from './strategy-snapshot';

/**
 * One point as the detector saw it. `strategy` has windows, onset and what else the point did, right after
 * it.
 */
export interface Observation {
  readonly event: MetricEvent;
  readonly reading: Reading;
  readonly transition: Transition;
  readonly strategy: DetectorStrategy;
}

export interface DetectorObserverOptions {
  /** Events of other metrics are ignored. */
  metric: string;
  behaviour: DetectorBehaviour;
  /** Where the retrain jobs go. */
  queue: RetrainJobSink;
  /** Called for every judged point, before the job of a drift is queued. */
  onReading?: (observation: Observation) => void;
  /** Makes the ids of jobs; random UUIDs unless given. */
  newJobId?: (() => string) | undefined;
}

/** Stands for the job of an episode that began before the restored snapshot. */
const earlierJob = 'asked for earlier';

interface WatchedSeries {
  strategy: DetectorStrategy;
  /** Id of the job of the episode; `null` if there is none, or if the queue refused it. */
  jobId: string | null;
}

/**
 * Watches one metric: keeps a strategy for every series (model, labels) it sees, and queues one retrain job
 * when a series goes into drift, and another only if that drift becomes clearly worse. Memory grows with the
 * number of series, not of points; `forget` releases a series.
 */
export class DetectorObserver implements MetricObserver {
  readonly metric: string;
  readonly behaviour: DetectorBehaviour;
  readonly #queue: RetrainJobSink;
  readonly #onReading: ((observation: Observation) => void) | undefined;
  readonly #newJobId: () => string;
  readonly #series = new Map<string, WatchedSeries>();
  /** The series of the last event, if that had no labels. */
  #last: WatchedSeries | null = null;
  #lastModelId = '';
  #lateCount = 0;

  constructor({ metric, behaviour, queue, onReading, newJobId = randomUuid }: DetectorObserverOptions) {
    this.metric = metric;
    this.behaviour = behaviour;
    this.#queue = queue;
    this.#onReading = onReading;
    this.#newJobId = newJobId;
  }

  /** How many events were left out because they are older than the last one of their series. */
  get lateCount(): number {
    return this.#lateCount;
  }

  /**
   * Judges the event. Returns a promise only if the queue makes the job of a new drift wait. If the queue
   * refuses the job, the error goes to the publisher and the next point of the drift asks again, so that no
   * drift stays without a job.
   */
  onEvent(event: MetricEvent): void | Promise<void> {
    if (event.metric !== this.metric) return;
    const series = this.#open(event);
    const { strategy } = series;
    if (strategy.lastTsMs !== null && event.ts < strategy.lastTsMs) {
      this.#lateCount += 1;
      return;
    }
    const reading = strategy.update(event.value, event.ts);
    const { transition } = strategy;
    if (transition === 'resolved') series.jobId = null;
    this.#onReading?.({ event, reading, transition, strategy });
    if (!strategy.inEpisode) return;
    if (transition === 'escalated' || (reading.level === 'drift' && series.jobId === null))
      return this.#askForRetrain(series, event, reading);
  }

  /**
   * Continues a series from a snapshot. An episode that lasted then does not ask for a second job.
   *
   * @param inEpisode whether an episode lasted, for a snapshot from before episodes were part of it; without
   *   it, one taken in drift counts as in an episode.
   */
  restore(series: SeriesIdentity, snapshot: StrategySnapshot, inEpisode?: boolean): void {
    const strategy = new DetectorStrategy(this.behaviour, snapshot);
    if (inEpisode !== undefined) strategy.setInEpisode(inEpisode);
    else if (snapshot.episode === undefined) strategy.setInEpisode(snapshot.level === 'drift');
    this.takeOver(series, strategy);
  }

  /** Continues a series with a strategy as it is; from now on it belongs to this observer. */
  takeOver(series: SeriesIdentity, strategy: DetectorStrategy): void {
    this.#last = null;
    this.#series.set(seriesKey(series), { strategy, jobId: strategy.inEpisode ? earlierJob : null });
  }

  /** The strategy of a series, if it has been seen or restored. */
  strategyOf(series: SeriesIdentity): DetectorStrategy | undefined {
    return this.#series.get(seriesKey(series))?.strategy;
  }

  /** Whether a drift of the series lasts. */
  inEpisode(series: SeriesIdentity): boolean {
    return this.strategyOf(series)?.inEpisode ?? false;
  }

  /** Drops everything known about a series; returns whether there was anything. */
  forget(series: SeriesIdentity): boolean {
    this.#last = null;
    return this.#series.delete(seriesKey(series));
  }

  #open(event: MetricEvent): WatchedSeries {
    // Points of one series often come in a row, and making a key costs more than most methods do.
    if (event.labels === undefined && event.modelId === this.#lastModelId && this.#last !== null)
      return this.#last;
    const series = this.#find(event);
    this.#lastModelId = event.modelId;
    this.#last = event.labels === undefined ? series : null;
    return series;
  }

  #find(event: MetricEvent): WatchedSeries {
    const key = seriesKey(event);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { strategy: new DetectorStrategy(this.behaviour), jobId: null };
      this.#series.set(key, series);
    }
    return series;
  }

  #askForRetrain(series: WatchedSeries, event: MetricEvent, reading: Reading): void | Promise<void> {
    const reason = this.#reasonFor(series.strategy, event, reading);
    const jobId = this.#newJobId();
    const accepted = this.#queue.enqueue({ jobId, modelId: event.modelId, reasons: [reason] });
    // Set while the queue still decides; otherwise every further point of the drift would ask as well.
    series.jobId = jobId;
    return accepted?.catch((error: unknown) => {
      // A later drift of the series may have its own job by now.
      if (series.jobId === jobId) series.jobId = null;
      throw error;
    });
  }

  #reasonFor(strategy: DetectorStrategy, event: MetricEvent, reading: Reading): DriftDetected {
    const isEscalation = strategy.transition === 'escalated';
    return {
      kind: 'drift_detected',
      ...(isEscalation && { isEscalation }),
      metric: event.metric,
      labels: event.labels ?? {},
      delta: isEscalation ? strategy.worsening : reading.delta,
      method: this.behaviour.method.method,
      statistic: reading.statistic,
      threshold: reading.threshold,
      ts: event.ts,
      onsetMs: strategy.onsetMs(),
    };
  }
}
