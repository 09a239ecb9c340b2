import { assertFiniteEvent, type MetricEvent, type MetricObserver } from './metric-event';

/** Called for every observer that fails on an event. */
export type ObserverErrorHandler = (error: unknown, observer: MetricObserver, event: MetricEvent) => void;

export interface MonitorHubOptions {
  /** Where failures of observers go; without it, to `console.error`. */
  onError?: ObserverErrorHandler;
}

function printError(error: unknown, _observer: MetricObserver, event: MetricEvent) {
  console.error(`an observer failed on model "${event.modelId}", metric "${event.metric}":`, error);
}

/** Hands every published event to every registered observer, in the order of registration. */
export class MonitorHub {
  // Replaced, never changed, so that a publish under way keeps the list it began with.
  #observers: readonly MetricObserver[] = [];
  #failureCount = 0;
  readonly #onError: ObserverErrorHandler;

  constructor({ onError = printError }: MonitorHubOptions = {}) {
    this.#onError = onError;
  }

  /** How many times an observer has thrown or rejected. */
  get failureCount(): number {
    return this.#failureCount;
  }

  /** Adds an observer; one that is registered already stays where it is. */
  register(observer: MetricObserver): void {
    if (!this.#observers.includes(observer)) this.#observers = [...this.#observers, observer];
  }

  /** Removes an observer; returns whether it was registered. */
  unregister(observer: MetricObserver): boolean {
    const remaining = this.#observers.filter((other) => other !== observer);
    const found = remaining.length < this.#observers.length;
    this.#observers = remaining;
    return found;
  }

  /**
   * Shows the event to all observers. Returns a promise if one of them has to wait (for a full retrain queue,
   * say), and nothing otherwise, so that a busy publisher pays for no promise; `await hub.publish(event)` is
   * right in both cases. A failing observer is reported and counted and does not stop the others.
   * @throws INVALID_INPUT on a value or time that is not finite, before any observer has seen it.
   */
  publish(event: MetricEvent): void | Promise<void> {
    assertFiniteEvent(event);
    let waiting: Promise<void>[] | undefined;
    for (const observer of this.#observers) {
      try {
        const outcome = observer.onEvent(event);
        if (outcome === undefined) continue;
        waiting ??= [];
        waiting.push(Promise.resolve(outcome).catch((error) => this.#report(error, observer, event)));
      } catch (error) {
        this.#report(error, observer, event);
      }
    }
    if (waiting !== undefined) return Promise.all(waiting).then(() => undefined);
  }

  /**
   * The same, observer by observer, for callers that let other work in between: take as many steps as there
   * are observers. Nothing may be published meanwhile.
   */
  *publishing(event: MetricEvent): Generator<void | Promise<void>, void, void> {
    assertFiniteEvent(event);
    for (const observer of this.#observers) {
      try {
        yield observer.onEvent(event);
      } catch (error) {
        this.#report(error, observer, event);
        yield;
      }
    }
  }

  #report(error: unknown, observer: MetricObserver, event: MetricEvent): void {
    this.#failureCount += 1;
    try {
      this.#onError(error, observer, event);
    } catch (handlerError) {
      // A broken handler must not stop the remaining observers; the failure is counted all the same.
      printError(handlerError, observer, event);
    }
  }
}
