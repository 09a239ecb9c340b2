import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { DriftwatchError, isDriftwatchError } from '../../lib/errors';
import { isLoopback } from '../../lib/http/allowed-host';
import { problemHeaders, toProblem } from '../../lib/http/problem';
import { TokenBuckets } from '../../lib/http/rate-limit';
import { senderOf } from '../../lib/http/sender-of';
import { clientAddress } from '../../lib/http/trusted-proxies';
import type { RequestObserver } from '../../lib/operations/request-observer';
import { otherRoute, type RouteTemplates } from '../../lib/operations/route-templates';
import { mayAnywhere, refusalOf } from '../../lib/policy/access';
import { methodsOf, type RouteRule, ruleOf } from '../../lib/policy/routes';
import type { Access } from '../../lib/schemas/roles';
import type { Caller } from '../../lib/services/callers/caller';
import type { CallerCache } from '../../lib/services/callers/caller-cache';
import type { KeyUse } from '../../lib/services/callers/key-use';
import { containsKey } from '../../lib/services/keys/key-text';
import { isUnsafe, keyOf, refuseForgedWrite } from './request-credentials';
import { isStatic, pathOf } from './request-path';

/** Serves a request of a caller; undefined: nobody who is known, on a route for everybody. */
export type CallerListener = (
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller | undefined,
) => void;

interface Gate {
  callers: CallerCache;
  keyUse: KeyUse;
  templates: RouteTemplates;
  observer: RequestObserver;
  /** Whether an admin exists. */
  isSetUp: () => Promise<boolean>;
}

interface EventStream {
  request: IncomingMessage;
  access: Access;
  timer: NodeJS.Timeout | undefined;
}

/** An open stream is looked at after this time at the latest; a timer takes no more than 24 days. */
const streamLookMs = 86_400_000;
/** What is remembered of a caller may outlast the end of a key for a moment. */
const leastLookMs = 500;

/** Keys and cookies that are not in memory, per sender and minute; each costs a query. */
const lookups = new TokenBuckets({ perMinute: 1200, maxKeys: 10_000 });

/** Requests of keys, by their limit per minute. */
const requestBuckets = new Map<number, TokenBuckets>();

function bucketsOf(perMinute: number): TokenBuckets {
  const found = requestBuckets.get(perMinute) ?? new TokenBuckets({ perMinute, maxKeys: 10_000 });
  requestBuckets.set(perMinute, found);
  return found;
}

function tooMany(what: string, waitMs: number): DriftwatchError {
  const seconds = Math.ceil(waitMs / 1000);
  return new DriftwatchError('LIMIT_EXCEEDED', `${what}; try again in ${seconds} s`, {
    details: { retry_after_s: seconds },
  });
}

const isApi = (url: string) => url.startsWith('/api/') || url === '/metrics' || url.startsWith('/metrics?');
const isPage = ({ url = '/', method }: IncomingMessage) => !isApi(url) && !isUnsafe(method);

/** Where a page is shown after the sign-in. */
function signInAddress(url: string): string {
  const page = new URL(url, 'http://here');
  page.searchParams.delete('_rsc');
  const next = `${page.pathname}${page.search}`;
  return next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`;
}

/**
 * The one way in: finds out who sends a request, and lets it pass if the table of routes allows it. What a
 * caller may do to which model is decided where the route is served.
 */
export function createGate({ callers, keyUse, templates, observer, isSetUp }: Gate) {
  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown) {
    const { requestId } = observer.attach(request, response);
    const problem = toProblem(error, requestId);
    response.writeHead(problem.status, {
      ...problemHeaders(problem),
      'cache-control': 'no-store',
      ...(problem.status === 401 && { 'www-authenticate': 'Bearer realm="Driftwatch"' }),
      ...(problem.status === 405 && {
        allow: [...methodsOf(templates.of(request.url ?? '')), 'OPTIONS'].join(', '),
      }),
    });
    response.end(request.method === 'HEAD' ? undefined : JSON.stringify(problem));
  }

  function redirect(request: IncomingMessage, response: ServerResponse, location: string) {
    observer.attach(request, response);
    response.writeHead(307, { location, 'cache-control': 'no-store', 'content-length': 0 });
    response.end();
  }

  /** Event streams that are open, which end when their caller may no longer read them. */
  const streams = new Map<ServerResponse, EventStream>();
  callers.watch(() => {
    for (const [response, stream] of streams) lookAgain(response, stream);
  });

  function lookAgain(response: ServerResponse, stream: EventStream) {
    findCaller(stream.request)
      .then((caller) => {
        if (!caller || !isDeepStrictEqual(caller.actor.access, stream.access)) response.destroy();
        else lookAtEnd(response, stream, caller);
      })
      .catch(() => response.destroy());
  }

  /** Nobody says when a key or a session has come to its end. */
  function lookAtEnd(response: ServerResponse, stream: EventStream, { endsMs }: Caller) {
    clearTimeout(stream.timer);
    if (!streams.has(response)) return;
    const waitMs = Math.min(Math.max(endsMs - Date.now(), leastLookMs), streamLookMs);
    stream.timer = setTimeout(() => lookAgain(response, stream), waitMs).unref();
  }

  function watchStream(request: IncomingMessage, response: ServerResponse, caller: Caller) {
    const stream: EventStream = { request, access: caller.actor.access, timer: undefined };
    streams.set(response, stream);
    lookAtEnd(response, stream, caller);
    response.once('close', () => {
      clearTimeout(stream.timer);
      streams.delete(response);
    });
  }

  /** The methods of an address are no secret. */
  function options(response: ServerResponse, url: string) {
    response.writeHead(204, { allow: [...methodsOf(templates.of(url)), 'OPTIONS'].join(', ') }).end();
  }

  function takeLookup(request: IncomingMessage) {
    const waitMs = lookups.take(senderOf(clientAddress(request)), 1, performance.now());
    if (waitMs > 0) throw tooMany('too many unknown keys or sessions from this address', waitMs);
  }

  async function findCaller(request: IncomingMessage): Promise<Caller | undefined> {
    const key = keyOf(request);
    const credentials = key ?? request.headers.cookie;
    if (credentials === undefined) return undefined;
    const known = callers.peek(credentials);
    if (known) return known;
    takeLookup(request);
    if (key !== undefined) return callers.ofKey(key);
    return (await callers.ofCookies(credentials)) ?? undefined;
  }

  function countRequest(request: IncomingMessage, caller: Caller) {
    const { actor, requestsPerMinute } = caller;
    if (requestsPerMinute !== null) {
      const waitMs = bucketsOf(requestsPerMinute).take(actor.name, 1, performance.now());
      if (waitMs > 0) throw tooMany(`this key may send ${requestsPerMinute} requests per minute`, waitMs);
    }
    if (actor.kind === 'key') keyUse.note(actor, clientAddress(request));
  }

  /** Until there is an admin, only this machine may come in: to set the app up, or with its own key. */
  async function refuseUntilSetUp(request: IncomingMessage) {
    if (await isSetUp()) return true;
    if (!isLoopback(clientAddress(request)?.replace(/^::ffff:/i, '') ?? '')) {
      throw new DriftwatchError(
        'FORBIDDEN',
        'this app is not set up; open the link that it prints on its own machine, or run npm run admin there',
      );
    }
    return false;
  }

  function pass(
    request: IncomingMessage,
    response: ServerResponse,
    rule: RouteRule | undefined,
    caller: Caller,
    next: CallerListener,
  ) {
    if (caller.hasCookie) refuseForgedWrite(request);
    countRequest(request, caller);
    const isPublic = rule === undefined || rule === 'public' || rule === 'caller';
    if (rule === 'user' && caller.actor.kind !== 'user')
      throw new DriftwatchError('FORBIDDEN', 'this is for people who have signed in, not for keys');
    if (!isPublic && rule !== 'user' && !mayAnywhere(caller.actor.access, rule)) {
      if (isPage(request)) return redirect(request, response, `/not-allowed?action=${rule}`);
      throw new DriftwatchError('FORBIDDEN', refusalOf(rule));
    }
    for (const cookie of caller.setCookies) response.appendHeader('set-cookie', cookie);
    if (request.url?.startsWith('/api/events')) watchStream(request, response, caller);
    next(request, response, caller);
  }

  async function look(
    request: IncomingMessage,
    response: ServerResponse,
    rule: RouteRule | undefined,
    next: CallerListener,
  ) {
    const { url = '/' } = request;
    const isReady = await refuseUntilSetUp(request);
    const caller = await findCaller(request).catch((error) => {
      // Old cookies or a key that is unknown must not keep anybody from signing in.
      if (rule === 'public' && isDriftwatchError(error) && error.code === 'UNAUTHENTICATED') return undefined;
      throw error;
    });
    if (caller !== undefined) return pass(request, response, rule, caller, next);
    if (rule === 'public') return next(request, response, undefined);
    if (!isPage(request))
      throw new DriftwatchError('UNAUTHENTICATED', 'sign in, or send a key as “Authorization: Bearer dw_…”');
    redirect(request, response, isReady ? signInAddress(url) : '/set-up');
  }

  /**
   * Finds the rule of a route. Undefined: there is no such address, and Next says so to callers.
   *
   * @throws METHOD_NOT_ALLOWED; NOT_FOUND for a route that is not in the table
   */
  function findRule(method: string, url: string): RouteRule | undefined {
    const path = pathOf(url);
    const template = templates.of(path);
    const rule = ruleOf(method, template === otherRoute ? path : template);
    if (rule !== undefined || template === otherRoute) return rule;
    const methods = methodsOf(template);
    if (methods.length === 0) throw new DriftwatchError('NOT_FOUND', `there is nothing at ${path}`);
    throw new DriftwatchError('METHOD_NOT_ALLOWED', `this address supports ${methods.join(', ')}`);
  }

  /** The rule of the last request: applications ask for the same address over and over. */
  let last: { method: string; url: string; rule: RouteRule | undefined } | undefined;
  function ruleFor({ method = 'GET', url = '/' }: IncomingMessage): RouteRule | undefined {
    if (last?.url !== url || last.method !== method) last = { method, url, rule: findRule(method, url) };
    return last.rule;
  }

  return function gate(next: CallerListener): (request: IncomingMessage, response: ServerResponse) => void {
    return (request, response) => {
      const { url = '/' } = request;
      if (isStatic(url)) return next(request, response, undefined);
      try {
        if (url.length > 60 && containsKey(url))
          throw new DriftwatchError(
            'INVALID_INPUT',
            'a key must not be in an address, which is logged in many places; send it as a header, and replace it now',
          );
        if (request.method === 'OPTIONS') return options(response, url);
        const rule = ruleFor(request);
        const { authorization, cookie } = request.headers;
        // Most requests: a caller who is known, and who can only be there if the app is set up or it is its own key.
        const known = authorization?.startsWith('Bearer ')
          ? callers.peek(authorization.slice('Bearer '.length))
          : authorization === undefined && cookie !== undefined
            ? callers.peek(cookie)
            : undefined;
        if (known) return pass(request, response, rule, known, next);
        look(request, response, rule, next).catch((error) => refuse(request, response, error));
      } catch (error) {
        refuse(request, response, error);
      }
    };
  };
}
