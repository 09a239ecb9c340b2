import type { IncomingMessage } from 'node:http';
import { uncountedBytes } from '../../lib/http/body-budget';
import { clientAddress } from '../../lib/http/trusted-proxies';
import type { Answer } from '../../lib/ingest/http/answer';
import { handleMetrics } from '../../lib/ingest/http/handle-metrics';
import {
  clientGone,
  type Observed,
  observedHeaders,
  type RequestObserver,
} from '../../lib/operations/request-observer';
import type { Caller } from '../../lib/services/callers/caller';
import type { CallerListener } from './gate';
import { sendAnswer } from './send-answer';

const path = '/api/metrics';
/** A body with a short declared length is read as a whole, which is cheaper than iterating over it. */
function isSmall({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length']) <= uncountedBytes;
}

const maxChunks = 256;

/** Reads a small body; fails if the client disconnects before its end. */
function gatherSmall(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      // A buffer takes far more than a byte: a body that arrives byte by byte would take a hundred times its
      // length.
      if (chunks.length === maxChunks) chunks = [Buffer.concat(chunks)];
    });
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

/** A reader that stops early must not destroy the connection, because the response is still to be sent. */
async function* chunksOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  yield* request.iterator({ destroyOnReturn: false });
}

function headerOf(request: IncomingMessage) {
  return (name: string) => request.headers[name] as string | undefined;
}

async function answer(
  request: IncomingMessage,
  caller: Caller,
  { requestId, traceparent }: Observed,
): Promise<Answer | null> {
  let body: Buffer | AsyncIterable<Uint8Array>;
  try {
    body = isSmall(request) ? await gatherSmall(request) : chunksOf(request);
  } catch {
    return null;
  }
  const url = request.url ?? '';
  return handleMetrics({
    caller,
    headers: headerOf(request),
    query: url.slice(path.length + 1),
    body,
    address: clientAddress(request),
    // The socket and not the response, which does not notice while an earlier response is being sent.
    isGone: () => request.socket.destroyed,
    requestId,
    traceparent,
  });
}

/**
 * Handles posts of points directly, because Next costs fifty times as much as such a request needs. Passes
 * everything else to the app. The app's route uses the same handler.
 */
export function metricsFront(app: CallerListener, observer: RequestObserver): CallerListener {
  return (request, response, caller) => {
    const { method, url = '' } = request;
    const isOurs = method === 'POST' && (url === path || url.startsWith(`${path}?`));
    // The gate lets nobody else post.
    if (!isOurs || caller === undefined) return app(request, response, caller);
    const observed = observer.begin(request, path);
    void answer(request, caller, observed).then((found) => {
      if (found === null) return observer.end(observed, request, clientGone, path);
      const sent = sendAnswer(request, response, found, observedHeaders(observed));
      const end = () => observer.end(observed, request, found.status, path);
      // A response in parts ends with the last part.
      if (typeof found.body === 'string') end();
      else void sent.finally(end);
    });
  };
}
