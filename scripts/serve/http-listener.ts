import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { DriftwatchError } from '../../lib/errors';
import { type AllowedHosts, allowedHostsFor, refuseForeignRequest } from '../../lib/http/allowed-host';
import { problemHeaders, toProblem } from '../../lib/http/problem';
import { logger } from '../../lib/logger';
import { cutStalledBodies } from './cut-stalled-bodies';
import { type ConnectionLimits, limitConnections } from './limit-connections';
import { answerForServer, readTarget } from './request-target';

/** How long a connection may go on once we stop unless an answer is due; streams never end by themselves. */
const patienceMs = 2000;

/**
 * Proxies and load balancers keep connections to us for 60 s, and clients that post now and then for longer than Node's 5 s.
 * Who closes first must be they: a request written into a connection that we are closing is lost.
 */
const keepAliveMs = 75_000;
/** From the opening of a connection, which may be kept ready too, to the end of the headers; so a little longer. */
const headersMs = 80_000;

/** The browser's address of a listening server. */
export function addressOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const wildcards = ['0.0.0.0', '::'];
  const name = wildcards.includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const reasons: Record<string, string> = {
    EADDRINUSE: `port ${port} on ${host} is in use; choose another with PORT, for example PORT=${port + 1} npm start`,
    EACCES: `this user may not listen on port ${port}; choose one above 1023 with PORT`,
    EADDRNOTAVAIL: `this machine has no address ${host}; set HOST to one it has, such as 127.0.0.1`,
    ENOTFOUND: `HOST ${host} is not known; set it to an address of this machine, such as 127.0.0.1`,
  };
  const reason = reasons[error.code ?? ''];
  return reason ? new DriftwatchError('INVALID_INPUT', reason, { cause: error }) : error;
}

/** Servers that take no new connection: the open ones end with their next answer. */
const stopping = new WeakSet<Server>();

/**
 * The last answer of each connection. Not a set of those under way: V8 keeps what a set that grows and shrinks has held until
 * the next full collection, and with every request in it young objects took several times as long to collect.
 */
const lastAnswer = new WeakMap<Socket, ServerResponse>();

function refuse(response: ServerResponse, error: unknown) {
  const problem = toProblem(error);
  response.writeHead(problem.status, problemHeaders(problem));
  response.end(JSON.stringify(problem));
}

/** Refuses what must not reach the app at all. */
function guard(listener: RequestListener, allowedHosts: AllowedHosts): RequestListener {
  return function (this: Server, request, response) {
    lastAnswer.set(request.socket, response);
    if (stopping.has(this)) response.setHeader('connection', 'close');
    try {
      readTarget(request);
      refuseForeignRequest(request, allowedHosts);
      if (answerForServer(request, response)) return;
    } catch (error) {
      return refuse(response, error);
    }
    listener(request, response);
  };
}

/** Open connections by server, upgraded ones too, which `closeAllConnections` does not know any more. */
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

/** Whether no request is under way: the last one is answered to its end, or none has come yet. */
function isIdle(socket: Socket): boolean {
  const answer = lastAnswer.get(socket);
  return answer === undefined || (answer.req.complete && answer.writableFinished);
}

/** The newest request of each open connection. */
function* latestRequests(server: Server): Generator<IncomingMessage> {
  for (const socket of socketsOf.get(server) ?? []) {
    const request = lastAnswer.get(socket)?.req;
    if (request) yield request;
  }
}

interface Listening {
  host: string;
  port: number;
  /** Names beside this machine's own that requests may use; see `allowedHostsFor`. */
  allowedHosts: string[] | undefined;
  limits: ConnectionLimits;
  /** Bytes per second that a body must come with at least, averaged over a minute. */
  leastBodyRate: number;
  /** Takes over connections that are to speak another protocol; without it such requests are answered like any other. */
  upgrade?: UpgradeListener;
}

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The same guard for requests to speak another protocol, which have a socket in place of an answer. */
function guardUpgrades(server: Server, upgrade: UpgradeListener, allowedHosts: AllowedHosts) {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    try {
      readTarget(request);
      // What goes over it later may write.
      refuseForeignRequest({ method: 'POST', headers: request.headers }, allowedHosts);
    } catch (error) {
      const { status, title } = toProblem(error);
      socket.on('error', () => {});
      socket.end(`HTTP/1.1 ${status} ${title}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    upgrade(request, socket, head);
  });
}

export async function listen(listener: RequestListener, listening: Listening): Promise<Server> {
  const { host, port, limits, leastBodyRate, upgrade } = listening;
  const allowedHosts = allowedHostsFor(host, listening.allowedHosts);
  const server = createServer(guard(listener, allowedHosts));
  limitConnections(server, rememberSockets(server), isIdle, limits);
  if (upgrade) guardUpgrades(server, upgrade, allowedHosts);
  server.keepAliveTimeout = keepAliveMs;
  server.headersTimeout = headersMs;
  // A body may take as long as it comes, or we need to take it.
  server.requestTimeout = 0;
  cutStalledBodies(server, () => latestRequests(server), leastBodyRate);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  server.on('error', (error) => logger.error('a connection could not be accepted', { error }));
  return server;
}

/** Connections whose request has arrived and whose answer has not begun. */
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
 * Takes no new connection, ends idle ones, lets requests finish, and cuts what is left: first where it is the client's
 * turn, after `answerLimitMs` where an answer is due, which it then fails with.
 */
export async function closeListener(server: Server, answerLimitMs = patienceMs) {
  stopping.add(server);
  const closed = new Promise((resolve) => server.close(resolve));
  // A kept-alive connection turns idle only after its last response.
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
