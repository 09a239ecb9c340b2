import type { MetricDirection } from '../detectors/types';
import { createBehaviour, type DetectorBehaviour } from './detector-behaviour';
import { DetectorObserver, type DetectorObserverOptions } from './detector-observer';
import type { MonitorHub } from './monitor-hub';
import type { RetrainJobSink } from './retrain-job';
import type { RunRules } from './run-rules';

/** A detector that has been decided on and does not watch anything yet. */
export interface DetectorProduct {
  readonly metric: string;
  readonly behaviour: DetectorBehaviour;
}

export interface DetectorChoice {
  metric: string;
  /** Params of the method; those left out take their defaults. */
  params?: Record<string, unknown>;
  /** Which way the metric is better; `two_sided` unless given. */
  direction?: MetricDirection;
  /** IANA name of the time zone whose days the metric follows; UTC unless given. */
  timeZone?: string;
  /** A smallest change that matters, and when the present becomes the reference; neither unless given. */
  rules?: Partial<RunRules>;
}

/** Makes detectors whose jobs go to one queue. Decide first, bind to a hub later, as often as you like. */
export class DetectorFactory {
  readonly #queue: RetrainJobSink;
  readonly #options: Pick<DetectorObserverOptions, 'newJobId' | 'onReading'>;

  constructor(queue: RetrainJobSink, options: Pick<DetectorObserverOptions, 'newJobId' | 'onReading'> = {}) {
    this.#queue = queue;
    this.#options = options;
  }

  /** The classic: drift when a value lies more than `threshold` from the mean of the last `window` values. */
  driftDetector(metric: string, threshold: number, window: number): DetectorProduct {
    return this.create('mean_delta', { metric, params: { threshold, window } });
  }

  /**
   * A detector of any method of the registry, by its id.
   * @throws INVALID_INPUT on an unknown method or bad params.
   */
  create(methodId: string, { metric, params, direction, timeZone, rules }: DetectorChoice): DetectorProduct {
    return { metric, behaviour: createBehaviour(methodId, params, direction, timeZone, rules) };
  }

  /** Registers a detector with a hub and returns it; each call makes one with its own state. */
  materialize({ metric, behaviour }: DetectorProduct, hub: MonitorHub): DetectorObserver {
    const observer = new DetectorObserver({ ...this.#options, metric, behaviour, queue: this.#queue });
    hub.register(observer);
    return observer;
  }
}
