import { DriftwatchError } from '../errors';

/** Names that distinguish the series of one metric, such as `{ region: 'eu' }`. */
export type Labels = Readonly<Record<string, string>>;

/** One point of a metric, as an application reports it. */
export interface MetricEvent {
  /** When it was measured, in epoch milliseconds. */
  readonly ts: number;
  readonly modelId: string;
  readonly metric: string;
  readonly value: number;
  /** No labels and `{}` name the same series. */
  readonly labels?: Labels;
}

/** Sees the events that pass through a hub. */
export interface MetricObserver {
  /** Returns a promise only if it has to wait; the publisher then waits with it. */
  onEvent(event: MetricEvent): void | Promise<void>;
}

/** @throws INVALID_INPUT if the value or the time is not a finite number. */
export function assertFiniteEvent(event: MetricEvent): void {
  if (Number.isFinite(event.value) && Number.isFinite(event.ts)) return;
  const field = Number.isFinite(event.ts) ? 'value' : 'ts';
  const message = `must be a finite number, got ${event[field]}`;
  throw new DriftwatchError(
    'INVALID_INPUT',
    `event of model "${event.modelId}", metric "${event.metric}": ${field} ${message}`,
    { errors: [{ field, message }] },
  );
}
