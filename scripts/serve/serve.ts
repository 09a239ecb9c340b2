import { EventEmitter } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import next from 'next';
import { startBackground } from '../../lib/background/start-background';
import { closeDatabase } from '../../lib/db/client';
import { closeIngestDatabase } from '../../lib/db/ingest-database';
import { type Env, readEnv } from '../../lib/env';
import { isLoopback } from '../../lib/http/allowed-host';
import { asCaller } from '../../lib/http/caller';
import { closeIngestPipeline, refusePoints } from '../../lib/ingest/ingest-pipeline';
import { logger } from '../../lib/logger';
import { startTracing } from '../../lib/operations/open-telemetry';
import { closeEventHub } from '../../lib/services/events/event-hub';
import { connectionsWithin, openFileLimit, watchFiles } from './file-limit';
import type { CallerListener } from './gate';
import { closeListener, listen, type UpgradeListener } from './http-listener';
import type { ConnectionLimits } from './limit-connections';
import { addressOf } from './listen-address';
import { metricsFront } from './metrics-front';
import { inNextTurns } from './next-turns';
import { openDatabase } from './open-database';
import { openGate, prepareIdentity } from './open-gate';
import { openOperations } from './operations';
import { staticFront } from './static-front';
import { StopRequested, StopSequence } from './stop-sequence';
import { allowUnreadOutput } from './unread-output';

const say = (sentence: string) => console.log(sentence);

/** Requests that arrive before Next is ready wait for it. */
function waitingListener() {
  let handle: RequestListener | null = null;
  const waiting: Parameters<RequestListener>[] = [];
  const listener: RequestListener = (request, response) => {
    if (handle === null) waiting.push([request, response]);
    else handle(request, response);
  };
  const ready = (found: RequestListener) => {
    handle = found;
    for (const [request, response] of waiting.splice(0)) found(request, response);
  };
  return { listener, ready };
}

/** Points still waiting after this time are refused: they would be stored when nobody is left to be told. */
const drainMs = 4000;
/**
 * Allows flushes that are still running to be acknowledged; the rest of the ten seconds is for the other
 * parts.
 */
const answerLimitMs = 7000;

type Operations = ReturnType<typeof openOperations>;

async function endRequests(server: Server, operations: Operations) {
  // Load balancers that check readiness now send new requests elsewhere.
  operations.enter('stopping');
  await closeEventHub();
  const timer = setTimeout(refusePoints, drainMs);
  await closeListener(server, answerLimitMs).finally(() => clearTimeout(timer));
}

function tlsFiles({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }: Env) {
  return certFile && keyFile ? { certFile, keyFile } : undefined;
}

/** Returns the connection limits of the settings, as far as the process may open files. */
function connectionLimits(env: Env, files: number | null): ConnectionLimits {
  const total = Math.min(env.MAX_CONNECTIONS, connectionsWithin(files));
  if (total < env.MAX_CONNECTIONS)
    say(`The limit of ${files} open files leaves room for ${total} connections; raise it with ulimit -n.`);
  return { total, perSender: Math.min(total, env.MAX_CONNECTIONS_PER_ADDRESS ?? Math.ceil(total / 2)) };
}

/**
 * Next accepts upgrades, which it needs only for hot reload, on any server it finds. It finds this one, which
 * receives them after they have been checked.
 */
function upgradesForNext() {
  const server = new EventEmitter();
  const upgrade: UpgradeListener = (request, socket, head) => {
    if (!server.emit('upgrade', request, socket, head)) socket.destroy();
  };
  return { httpServer: server as Server, upgrade };
}

/** Lets what Next serves know who is calling. */
function asCallers(app: RequestListener): CallerListener {
  return (request, response, caller) =>
    caller ? asCaller(caller.actor, () => app(request, response)) : app(request, response);
}

async function startAll(stopping: StopSequence, isDevelopment: boolean) {
  const env = readEnv();
  const operations = openOperations(env);
  const { front, observer, templates } = operations;
  const { listener, ready } = waitingListener();
  const files = openFileLimit();
  const { httpServer, upgrade } = upgradesForNext();
  // First, so that a port in use is reported before anything else happens.
  const server = await stopping.start(
    'the web server',
    () =>
      listen(listener, {
        host: env.HOST,
        port: env.PORT,
        allowedHosts: env.ALLOWED_HOSTS,
        trustedProxies: env.TRUSTED_PROXIES,
        tls: tlsFiles(env),
        limits: connectionLimits(env, files),
        leastBodyRate: env.MIN_BODY_BYTES_PER_SECOND,
        isDevelopment,
        ...(isDevelopment && { upgrade }),
        unguarded: front.unguarded,
        observe: (request, response) => observer.attach(request, response),
      }),
    closeListener,
  );
  await stopping.start(
    'the check of open files',
    async () => watchFiles(files),
    async (stop) => stop(),
  );
  await stopping.start(
    'traces',
    () => startTracing(env),
    async (tracing) => tracing?.close(),
  );
  const database = await stopping.start(
    'the database',
    () => openDatabase(env, say),
    (open) => open.close(),
  );
  // Before Next is loaded, which passes it on to the app.
  process.env.DATABASE_URL = database.url;
  await stopping.start(
    'the database probe',
    () => operations.watchDatabase(database.url),
    operations.forgetDatabase,
  );
  await stopping.start('the connection pool', async () => {}, closeDatabase);
  await stopping.start(
    'background work',
    () => startBackground(database.url),
    (work) => work.stop(),
  );
  await stopping.start('the ingest connections', async () => {}, closeIngestDatabase);
  await stopping.start('the ingest pipeline', async () => {}, closeIngestPipeline);
  const { port } = server.address() as AddressInfo;
  const app = next({ dev: isDevelopment, dir: process.cwd(), hostname: env.HOST, port, httpServer });
  await stopping.start(
    'Next',
    () => app.prepare(),
    () => app.close(),
  );
  // Stopped first, so that requests end before the parts they need.
  await stopping.start(
    'requests',
    async () => server,
    (open) => endRequests(open, operations),
    answerLimitMs + 400,
  );
  const handle = app.getRequestHandler();
  const nextListener = inNextTurns((request, response) => void handle(request, response));
  const built = path.join(process.cwd(), '.next', 'static');
  // In development files change under their names.
  const toNext = observer.observing(isDevelopment ? nextListener : staticFront(nextListener, built));
  const { gate, close: closeGate } = openGate({ observer, templates });
  await stopping.start('the gate', async () => {}, closeGate);
  ready(gate(front.guarded(metricsFront(asCallers(toNext), observer))));
  operations.enter('serving');
  if (isLoopback(env.HOST)) say('Listening on this machine only; set HOST to change that.');
  else say(`Listening on ${env.HOST}: other machines can reach it.`);
  const address = addressOf(server, env.HOST);
  await prepareIdentity(say, address);
  say(`Ready: ${address}`);
}

/** An unhandled rejection in a library must not end the app. */
function logUnhandledRejections() {
  process.on('unhandledRejection', (error) => logger.error('unhandled promise rejection', { error }));
}

/** Runs the app in this process until a signal ends it. */
export async function serve({ isDevelopment }: { isDevelopment: boolean }) {
  logUnhandledRejections();
  allowUnreadOutput();
  const stopping = new StopSequence(say);
  try {
    await startAll(stopping, isDevelopment);
  } catch (error) {
    // After a signal, the stop sequence ends the process.
    if (error instanceof StopRequested) return;
    await stopping.stopAll();
    throw error;
  }
}
