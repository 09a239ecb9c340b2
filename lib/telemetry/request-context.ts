import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { processWide } from '../process-wide';

/** What belongs to one HTTP request, wherever it is being worked on. */
export interface RequestContext {
  requestId: string;
  /** W3C `traceparent` to pass on, of a request that came with one or is traced. */
  traceparent: string | undefined;
}

/** Visible ASCII without what could end a header, a JSON text or a shell word. */
const saneId = /^[\w.:=+/@-]{1,128}$/;

const prefix = `${randomBytes(5).toString('hex')}-`;
let last = 0;

/** The id that a client gave in `X-Request-Id` if it is sane, else a new one, unique over processes and restarts. */
export function requestIdFrom(given: string | string[] | undefined): string {
  if (typeof given === 'string' && saneId.test(given)) return given;
  last += 1;
  return `${prefix}${last}`;
}

const storage = processWide('requests', () => new AsyncLocalStorage<RequestContext>()).get();

/**
 * Runs `work` as part of a request. Not for posts of points, whose flushes are of many requests and which have no time for it:
 * they pass their context on themselves.
 */
export function inRequest<Result>(context: RequestContext, work: () => Result): Result {
  return storage.run(context, work);
}

export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}
