import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { processWide } from '../process-wide';

/** What belongs to one HTTP request, wherever work on it happens. */
export interface RequestContext {
  requestId: string;
  /** W3C `traceparent` to pass on, if the request arrived with one or is traced. */
  traceparent: string | undefined;
  /** Network address of the client. */
  address?: string | undefined;
}

/** Visible ASCII without characters that could end a header, a JSON string or a shell word. */
const saneId = /^[\w.:=+/@-]{1,128}$/;

const prefix = `${randomBytes(5).toString('hex')}-`;
let last = 0;

/**
 * Returns the client's `X-Request-Id` if it is safe, otherwise a new id that is unique across processes and
 * restarts.
 */
export function requestIdFrom(given: string | string[] | undefined): string {
  if (typeof given === 'string' && saneId.test(given)) return given;
  last += 1;
  return `${prefix}${last}`;
}

const storage = processWide('requests', () => new AsyncLocalStorage<RequestContext>()).get();

/**
 * Runs `work` as part of a request. Not for posts of points: their flushes belong to many requests, and the
 * cost would be too high. They pass on their context explicitly.
 */
export function inRequest<Result>(context: RequestContext, work: () => Result): Result {
  return storage.run(context, work);
}

export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}
