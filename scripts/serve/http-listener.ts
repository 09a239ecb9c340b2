import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import { DriftwatchError } from '../../lib/errors';
import { type AllowedHosts, allowedHostsFor, refuseForeignRequest } from '../../lib/http/allowed-host';
import { problemHeaders, toProblem } from '../../lib/http/problem';
import {
  readForwarded,
  type TrustedProxies,
  trustedProxiesOf,
  usedTls,
} from '../../lib/http/trusted-proxies';
import { logger } from '../../lib/logger';
import { afterEarlierAnswer } from './after-earlier-answer';
import { cutStalledBodies } from './cut-stalled-bodies';
import { cutUnreadAnswers } from './cut-unread-answers';
import { type ConnectionLimits, limitConnections } from './limit-connections';
import { explainListenError } from './listen-address';
import { answerForServer, readTarget } from './request-target';
import { setSecurityHeaders } from './security-headers';
import { readTlsFiles, renewTls, type TlsFiles } from './tls-files';

/**
 * How long a connection may stay open during shutdown if no response is due; streams never end by themselves.
 */
const patienceMs = 2000;

/**
 * Proxies and load balancers keep connections open for 60 s, and clients that post occasionally for longer
 * than Node's default of 5 s. They have to be the ones to close first: a request written to a connection that
 * we are closing is lost.
 */
const keepAliveMs = 75_000;
/**
 * From the opening of a connection, which may have been opened in advance, to the end of the headers, and so
 * slightly longer.
 */
const defaultHeadersMs = 80_000;

/** Servers that accept no new connections; open connections end with their next response. */
const stopping = new WeakSet<Server>();

/**
 * The last response of each connection. Not a set of those in progress: V8 retains the former members of a
 * set until the next full collection, and with every request in such a set, collecting young objects took
 * several times as long.
 */
const lastAnswer = new WeakMap<Socket, ServerResponse>();

/**
 * The TCP connection below each TLS connection. Limits count the former, which exists before the handshake.
 */
const carriers = new WeakMap<Socket, Socket>();

function connectionOf({ socket }: IncomingMessage): Socket {
  return carriers.get(socket) ?? socket;
}

/** Node does not link the two sockets, but the address and port of a client belong to one open connection. */
function rememberCarriers(server: TlsServer) {
  const nameOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
  const open = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket);
    open.set(name, socket);
    socket.once('close', () => open.get(name) === socket && open.delete(name));
  });
  server.on('secureConnection', (secure) => {
    const carrier = open.get(nameOf(secure));
    if (carrier) carriers.set(secure, carrier);
  });
}

/** Hooks that see requests before they are admitted. */
interface Watchers {
  /** Handles requests regardless of the host name they use; returns whether it did. */
  unguarded?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Called with a request before it is refused. */
  observe?: (request: IncomingMessage, response: ServerResponse) => { requestId: string };
}

function refuse(response: ServerResponse, error: unknown, requestId: string | undefined) {
  const problem = toProblem(error, requestId);
  response.writeHead(problem.status, problemHeaders(problem));
  response.end(JSON.stringify(problem));
}

/** Refuses requests that must not reach the app. */
function guard(
  listener: RequestListener,
  allowedHosts: AllowedHosts,
  isTrusted: TrustedProxies,
  { unguarded, observe, isDevelopment = false }: Listening,
): RequestListener {
  return function (this: Server, request, response) {
    const connection = connectionOf(request);
    const earlier = lastAnswer.get(connection);
    lastAnswer.set(connection, response);
    if (stopping.has(this)) response.setHeader('connection', 'close');
    readForwarded(request, isTrusted);
    setSecurityHeaders(request, response, { isTls: usedTls(request), isDevelopment });
    try {
      readTarget(request);
      if (unguarded?.(request, response)) return;
      refuseForeignRequest(request, allowedHosts);
      if (answerForServer(request, response)) return;
    } catch (error) {
      return refuse(response, error, observe?.(request, response).requestId);
    }
    afterEarlierAnswer(request, earlier, () => listener(request, response));
  };
}

/** Open connections by server, including upgraded ones, which `closeAllConnections` no longer knows. */
const socketsOf = new WeakMap<Server, Set<Socket>>();

function rememberSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  socketsOf.set(server, sockets);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/** Returns whether no request is in progress: the last one is fully answered, or none has arrived yet. */
function isIdle(socket: Socket): boolean {
  const answer = lastAnswer.get(socket);
  return answer === undefined || (answer.req.complete && answer.writableFinished);
}

/** Returns the newest response of each open connection. */
function* latestAnswers(server: Server): Generator<ServerResponse> {
  for (const socket of socketsOf.get(server) ?? []) {
    const answer = lastAnswer.get(socket);
    if (answer) yield answer;
  }
}

interface Listening extends Watchers {
  host: string;
  port: number;
  /** Names that requests may use in addition to those of this machine; see `allowedHostsFor`. */
  allowedHosts: string[] | undefined;
  /** Whose `X-Forwarded-*` headers count; nobody's if unset. */
  trustedProxies?: string[] | undefined;
  /** Serves HTTPS. */
  tls?: TlsFiles | undefined;
  limits: ConnectionLimits;
  /** How long a request may take until its headers are complete, from the opening of its connection. */
  headersMs?: number;
  /** Minimum transfer rate of a body in bytes per second, averaged over a minute. */
  leastBodyRate: number;
  /** Whether scripts may use eval; see `setSecurityHeaders`. */
  isDevelopment?: boolean;
  /** Takes over connections that switch protocols. Without it, such requests are handled like any other. */
  upgrade?: UpgradeListener;
}

export type UpgradeListener = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/** An upgrade without a response is closed after this time. */
const unansweredUpgradeMs = 10_000;

/** The same guard for upgrade requests, which have a socket instead of a response. */
function guardUpgrades(
  server: Server,
  upgrade: UpgradeListener,
  allowedHosts: AllowedHosts,
  isTrusted: TrustedProxies,
) {
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    readForwarded(request, isTrusted);
    try {
      readTarget(request);
      // An upgraded connection may be used for writes later.
      refuseForeignRequest({ method: 'POST', headers: request.headers }, allowedHosts);
    } catch (error) {
      const { status, title } = toProblem(error);
      socket.on('error', () => {});
      // Whoever keeps their half of the connection open is not waited for.
      socket.resume();
      socket.end(`HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () =>
        socket.destroy(),
      );
      return;
    }
    upgrade(request, socket, head);
    // Next handles only its own upgrade address and leaves the others open.
    const timer = setTimeout(() => socket.bytesWritten === 0 && socket.destroy(), unansweredUpgradeMs);
    timer.unref();
  });
}

/** A client must have finished its TLS handshake after this time. */
const handshakeMs = 20_000;

/** How often Node looks for connections whose headers take too long. */
const checkHeadersMs = 30_000;

function createFor(listener: RequestListener, tls: TlsFiles | undefined, headersMs: number): Server {
  const options = {
    headersTimeout: headersMs,
    // A body may take as long as it keeps arriving, or as long as we need to read it.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(checkHeadersMs, headersMs),
  };
  if (tls === undefined) return createServer(options, listener);
  const pair = readTlsFiles(tls);
  const server = createTlsServer({ ...options, ...pair, handshakeTimeout: handshakeMs }, listener);
  rememberCarriers(server);
  renewTls(server, tls, pair);
  return server;
}

export async function listen(listener: RequestListener, listening: Listening): Promise<Server> {
  const { host, port, limits, leastBodyRate, upgrade, headersMs = defaultHeadersMs } = listening;
  const allowedHosts = allowedHostsFor(host, listening.allowedHosts);
  const isTrusted = trustedProxiesOf(listening.trustedProxies);
  const guarded = guard(listener, allowedHosts, isTrusted, listening);
  const server = createFor(guarded, listening.tls, headersMs);
  limitConnections(server, rememberSockets(server), isIdle, limits, isTrusted);
  if (upgrade) guardUpgrades(server, upgrade, allowedHosts, isTrusted);
  server.keepAliveTimeout = keepAliveMs;
  cutStalledBodies(server, () => latestAnswers(server), leastBodyRate);
  cutUnreadAnswers(server, () => latestAnswers(server));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explainListenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  server.on('error', (error) => logger.error('a connection could not be accepted', { error }));
  return server;
}

/** Returns connections whose request has arrived and whose response has not started. */
function awaitingAnswer(server: Server): Set<Socket> {
  const sockets = [...(socketsOf.get(server) ?? [])];
  return new Set(
    sockets.filter((socket) => {
      const answer = lastAnswer.get(socket);
      return answer?.req.complete && !answer.headersSent;
    }),
  );
}

/**
 * Stops accepting connections, closes idle ones, lets requests finish, and closes the rest: first the ones
 * waiting for their client, after `answerLimitMs` also the ones with a response due, which then fails.
 */
export async function closeListener(server: Server, answerLimitMs = patienceMs) {
  stopping.add(server);
  const closed = new Promise((resolve) => server.close(resolve));
  // A kept-alive connection becomes idle only after its last response.
  const sweep = setInterval(() => server.closeIdleConnections(), 100);
  let unanswered = 0;
  const cut = (spared: Set<Socket>) => {
    for (const socket of socketsOf.get(server) ?? []) if (!spared.has(socket)) socket.destroy();
  };
  const timers = [
    setTimeout(() => cut(awaitingAnswer(server)), patienceMs),
    setTimeout(() => {
      unanswered = awaitingAnswer(server).size;
      cut(new Set());
    }, answerLimitMs),
  ];
  server.closeIdleConnections();
  await closed;
  clearInterval(sweep);
  for (const timer of timers) clearTimeout(timer);
  if (unanswered > 0) {
    throw new DriftwatchError(
      'UNAVAILABLE',
      `${unanswered} ${unanswered === 1 ? 'request was' : 'requests were'} not answered within ${answerLimitMs} ms`,
    );
  }
}
