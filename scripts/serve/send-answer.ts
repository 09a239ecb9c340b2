import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../../lib/ingest/http/answer';

/** The rest of a refused body is read up to this size, and the connection continues. */
const skippedBytes = 1024 * 1024;
/** A client that sends more gets this much time to read the response before the connection is closed. */
const lingerMs = 2000;

/** Returns whether the rest of the body is small enough to be read in order to keep the connection. */
function isShort({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length']) <= skippedBytes;
}

/**
 * Returns whether the rest of the body is too large to wait for, so that the connection ends with the
 * response.
 */
function isLastAnswer(request: IncomingMessage): boolean {
  return !request.complete && !isShort(request);
}

/** Discards the rest of the body. */
function discardRest(request: IncomingMessage) {
  request.on('error', () => {});
  // A reader with a read-ahead, such as the decompressor, releases the body only when more of it arrives. A
  // data listener keeps it flowing then, which `resume` alone does not.
  request.on('data', () => {});
  request.resume();
}

/**
 * Ends a complete response. Closing while the client is still sending resets the connection, which may lose
 * the response; so incoming data are discarded for a while first.
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

/**
 * Resolves when more can be written or the connection is gone. A response is not notified of that while an
 * earlier one is being sent.
 */
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

/** Always starts reading the parts, because their producer releases its resources only after that. */
async function sendParts(response: ServerResponse, parts: AsyncIterable<string>) {
  if (!response.destroyed) response.flushHeaders();
  for await (const part of parts) {
    if (response.destroyed || response.req.socket.destroyed) return;
    if (!response.write(part)) await drainedOrGone(response);
  }
}

/** Sends a response through node:http, with additional headers. */
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
  // Not a spread: V8 allocates its copies directly in the old generation here, with everything they
  // reference.
  response.writeHead(status, Object.assign({ 'content-length': Buffer.byteLength(body) }, beside, headers));
  if (request.complete) {
    response.end(body);
    return;
  }
  response.write(body);
  await end(request, response);
}
