import type { Labels } from './metric-event';

/** A metric of the model has drifted, or a lasting drift has become clearly worse. */
export interface DriftDetected {
  readonly kind: 'drift_detected';
  /** Set if the drift lasted already: `delta` is then what has been added to it. */
  readonly isEscalation?: boolean;
  readonly metric: string;
  readonly labels: Labels;
  /** How far the metric lies from what is ordinary, in its unit, as the method's reading says. */
  readonly delta: number | null;
  readonly method: string;
  readonly statistic: number | null;
  readonly threshold: number | null;
  /** Time of the point that made it a drift, and the estimated onset of the change, in epoch milliseconds. */
  readonly ts: number;
  readonly onsetMs: number | null;
}

/** Why a job was asked for. */
export type RetrainReason =
  | DriftDetected
  | { readonly kind: 'manual' }
  | { readonly kind: 'scheduled' }
  | { readonly kind: 'other'; readonly text: string };

/** One request to retrain one model. */
export interface RetrainJob {
  /** A UUID. */
  readonly jobId: string;
  readonly modelId: string;
  readonly reasons: readonly RetrainReason[];
}

/** The side of a queue that takes jobs; `RetrainQueue` holds them in memory, an app may store them. */
export interface RetrainJobSink {
  /**
   * Returns once the job is accepted; a promise if that takes time, rejected if it never will be accepted.
   */
  enqueue(job: RetrainJob): void | Promise<void>;
}
