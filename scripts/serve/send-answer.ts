import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../../lib/ingest/http/answer';

/** The rest of a refused body up to this is read, and the connection goes on. */
const skippedBytes = 1024 * 1024;
/** Who sends more is given so long to read the answer before the connection is cut. */
const lingerMs = 2000;

/** Whether what is left of the body is little enough to be read for the sake of the connection. */
function isShort({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length']) <= skippedBytes;
}

/** Whether what is left of the body is too much to wait for: the connection ends with the answer. */
function isLastAnswer(request: IncomingMessage): boolean {
  return !request.complete && !isShort(request);
}

/** Throws away what is left of the body. */
function discardRest(request: IncomingMessage) {
  request.on('error', () => {});
  // Who reads ahead, as what inflates does, lets go of the body only when more of it comes; a listener for data makes it
  // flow on then too, which `resume` alone does not.
  request.on('data', () => {});
  request.resume();
}

/**
 * Ends an answer that is written. Closing on a client that is still sending resets the connection, and the answer may be
 * lost with it, so what comes in is thrown away for a while before the end.
 */
async function end(request: IncomingMessage, response: ServerResponse) {
  if (response.destroyed) return;
  if (!request.complete) discardRest(request);
  if (isLastAnswer(request)) {
    const stop = new AbortController();
    const ended = once(request, 'close', { signal: stop.signal }).catch(() => {});
    await Promise.race([ended, pause(lingerMs, undefined, { signal: stop.signal }).catch(() => {})]);
    stop.abort();
  }
  response.end();
}

/** Resolves when more can be written or the connection is gone, whose answers are not told so while one before them is sent. */
function drainedOrGone(response: ServerResponse): Promise<void> {
  const { socket } = response.req;
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle);
      socket.off('close', settle);
      resolve();
    };
    response.on('drain', settle);
    socket.on('close', settle);
  });
}

/** Begins to read the parts in any case: who made them ends what is behind them only after that. */
async function sendParts(response: ServerResponse, parts: AsyncIterable<string>) {
  if (!response.destroyed) response.flushHeaders();
  for await (const part of parts) {
    if (response.destroyed || response.req.socket.destroyed) return;
    if (!response.write(part)) await drainedOrGone(response);
  }
}

/** Sends an answer by node:http, with headers beside its own. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  beside: Record<string, string>,
) {
  const { status, body } = answer;
  const headers = isLastAnswer(request) ? { ...answer.headers, connection: 'close' } : answer.headers;
  if (typeof body !== 'string') {
    response.writeHead(status, { ...beside, ...headers });
    await sendParts(response, body);
    return end(request, response);
  }
  if (response.destroyed) return;
  // Not a spread, whose copies V8 puts straight into old memory here, with all that they lead to.
  response.writeHead(status, Object.assign({ 'content-length': Buffer.byteLength(body) }, beside, headers));
  if (request.complete) {
    response.end(body);
    return;
  }
  response.write(body);
  await end(request, response);
}
