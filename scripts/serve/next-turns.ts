import { AsyncResource } from 'node:async_hooks';
import type { RequestListener, ServerResponse } from 'node:http';
import { FairQueue } from '../../lib/http/fair-queue';
import { whoAsks } from '../../lib/http/who-asks';

/** Requests of one caller that Next works on at a time. */
const maxUnderWay = 3;
/** A request that takes longer is not being computed: it streams, or waits for something. */
const longMs = 250;

/** Counts the requests that Next works on, by caller. */
class UnderWay {
  readonly #counts = new Map<string, number>();

  hasRoom(who: string): boolean {
    return (this.#counts.get(who) ?? 0) < maxUnderWay;
  }

  /** Counts a request until it has been answered, but not for long; then calls `release`. */
  add(who: string, response: ServerResponse, release: () => void) {
    this.#counts.set(who, (this.#counts.get(who) ?? 0) + 1);
    const end = () => {
      clearTimeout(timer);
      response.off('close', end);
      const left = (this.#counts.get(who) ?? 1) - 1;
      if (left > 0) this.#counts.set(who, left);
      else this.#counts.delete(who);
      release();
    };
    const timer = setTimeout(end, longMs);
    response.once('close', end);
  }
}

/**
 * Lets Next begin one request in each turn of the event loop, callers in rotation, and work on a few of each
 * caller. Next computes for milliseconds before it first waits for something, and many requests that arrive
 * together would keep posts, and the requests of others, waiting for all of them.
 */
export function inNextTurns(next: RequestListener): RequestListener {
  const waiting = new FairQueue<() => void>();
  const underWay = new UnderWay();
  const hasRoom = (who: string) => underWay.hasRoom(who);
  /** Whether a request has begun in this turn. */
  let isTaken = false;
  const take = (begin: () => void) => {
    isTaken = true;
    setImmediate(pass);
    begin();
  };
  function pass() {
    isTaken = false;
    const begin = waiting.take(hasRoom);
    if (begin) take(begin);
  }
  const release = () => {
    if (!isTaken && waiting.size > 0) take(() => {});
  };
  return (request, response) => {
    const who = whoAsks();
    const begin = () => {
      underWay.add(who, response, release);
      next(request, response);
    };
    if (!isTaken && hasRoom(who)) return take(begin);
    const later = AsyncResource.bind(() => {
      if (!response.destroyed) begin();
    });
    waiting.add(who, later);
  };
}
