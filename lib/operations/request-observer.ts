import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Env } from '../env';
import { clientAddress } from '../http/trusted-proxies';
import { logger } from '../logger';
import { countAnswer, counts } from '../telemetry/counts';
import { inRequest, type RequestContext, requestIdFrom } from '../telemetry/request-context';
import { formatTraceparent, parseTraceparent } from '../telemetry/trace-context';
import { type Span, type Tracer, tracer } from '../telemetry/tracer';
import type { RouteTemplates } from './route-templates';

/**
 * Status under which a request is counted if the client disconnects before the end of the response, as in
 * nginx.
 */
export const clientGone = 499;

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
/** Maximum length of a logged path. */
const maxPathLength = 500;
/** The secret part of a key that somebody has put into a path, and what follows it. */
const secretInPath = /(dw_[a-z]{4,6}_[0-9A-Za-z]{12}_)[0-9A-Za-z]{43}\w*/g;
/**
 * Maximum number of lines per second under `errors`. When everything fails, a line for each request would
 * make it worse.
 */
const maxErrorLines = 20;

/** A request in progress. */
export interface Observed extends RequestContext {
  startedMs: number;
  span: Span | undefined;
}

interface Options {
  accessLog: Env['ACCESS_LOG'];
  templates: RouteTemplates;
}

/** Counts, logs and traces requests: `begin` when a request arrives, `end` when it has been answered. */
export class RequestObserver {
  readonly #accessLog: Env['ACCESS_LOG'];
  readonly #templates: RouteTemplates;
  #second = 0;
  #linesInSecond = 0;
  #leftOut = 0;

  constructor({ accessLog, templates }: Options) {
    this.#accessLog = accessLog;
    this.#templates = templates;
  }

  /** @param route the template, if the caller knows it */
  begin(request: IncomingMessage, route?: string): Observed {
    const { headers } = request;
    const given = headers.traceparent as string | undefined;
    const trace = given === undefined ? undefined : parseTraceparent(given);
    const active = tracer();
    const span = active && this.#startSpan(active, request, route, trace && given);
    return {
      requestId: requestIdFrom(headers['x-request-id']),
      traceparent: span?.traceparent ?? (trace && formatTraceparent(trace)),
      address: clientAddress(request),
      startedMs: performance.now(),
      span,
    };
  }

  end(observed: Observed, request: IncomingMessage, status: number, route = this.#routeOf(request)) {
    const { startedMs, span, requestId } = observed;
    const elapsedMs = performance.now() - startedMs;
    const { method = '' } = request;
    countAnswer(
      counts().requestsOf(route, knownMethods.has(method) ? method : otherMethod),
      status,
      elapsedMs,
    );
    if (span) {
      const attributes = {
        'http.response.status_code': status,
        'http.route': route,
        'driftwatch.request_id': requestId,
      };
      span.end({ attributes, ...(status >= 500 && { error: `status ${status}` }) });
    }
    if (this.#accessLog === 'all' || (this.#accessLog === 'errors' && status >= 500)) {
      this.#log(observed, request, { status, route, elapsedMs });
    }
  }

  /** Observes the responses of `app` and adds the request id and trace to their headers. */
  observing(app: RequestListener): RequestListener {
    return (request, response) => {
      const observed = this.attach(request, response);
      inRequest(observed, () => app(request, response));
    };
  }

  /** The same for a request that the caller answers itself. */
  attach(request: IncomingMessage, response: ServerResponse): Observed {
    const observed = this.begin(request);
    for (const [name, value] of Object.entries(observedHeaders(observed))) response.setHeader(name, value);
    response.once('close', () =>
      this.end(observed, request, response.writableFinished ? response.statusCode : clientGone),
    );
    return observed;
  }

  #routeOf(request: IncomingMessage): string {
    return this.#templates.of(request.url ?? '');
  }

  #startSpan(
    active: Tracer,
    request: IncomingMessage,
    route: string | undefined,
    parent: string | undefined,
  ): Span {
    const { method = '' } = request;
    return active.start(`${method} ${route ?? this.#routeOf(request)}`, {
      kind: 'server',
      parent,
      attributes: { 'http.request.method': method },
    });
  }

  #log(
    { requestId, traceparent }: Observed,
    request: IncomingMessage,
    { status, route, elapsedMs }: { status: number; route: string; elapsedMs: number },
  ) {
    if (this.#accessLog === 'errors' && !this.#mayLog()) return;
    const { method, url = '' } = request;
    const traceId = parseTraceparent(traceparent)?.traceId;
    const say = status >= 500 ? logger.warn : logger.info;
    say('request', {
      request_id: requestId,
      ...(traceId && { trace_id: traceId }),
      method,
      // Without the query, which may contain keys or names of people.
      path: url.split('?', 1)[0]?.replace(secretInPath, '$1…').slice(0, maxPathLength),
      route,
      status,
      duration_ms: Math.round(elapsedMs * 10) / 10,
      remote_address: clientAddress(request),
    });
  }

  #mayLog(): boolean {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      if (this.#leftOut > 0) logger.warn('failed requests not logged individually', { count: this.#leftOut });
      this.#second = second;
      this.#linesInSecond = 0;
      this.#leftOut = 0;
    }
    this.#linesInSecond += 1;
    if (this.#linesInSecond <= maxErrorLines) return true;
    this.#leftOut += 1;
    return false;
  }
}

const otherMethod = 'other';

/** Returns headers with the id of the request and, if it arrived with a trace or is traced, the trace. */
export function observedHeaders({ requestId, traceparent }: RequestContext): Record<string, string> {
  return traceparent === undefined
    ? { 'x-request-id': requestId }
    : { 'x-request-id': requestId, traceresponse: traceparent };
}
