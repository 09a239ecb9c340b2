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

/**
 * Closing on a client that is still sending resets the connection, and the answer may be lost with it. So the answer goes
 * out whole, and what comes in is thrown away for a while, before the end.
 */
async function sendAndLinger(request: IncomingMessage, response: ServerResponse, body: string) {
  response.setHeader('connection', 'close');
  response.write(body);
  request.on('error', () => {});
  request.resume();
  const stop = new AbortController();
  const ended = once(request, 'close', { signal: stop.signal }).catch(() => {});
  await Promise.race([ended, pause(lingerMs, undefined, { signal: stop.signal }).catch(() => {})]);
  stop.abort();
  response.end();
}

async function sendParts(response: ServerResponse, parts: AsyncIterable<string>) {
  response.flushHeaders();
  for await (const part of parts) {
    if (response.destroyed) return;
    if (!response.write(part)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

/** Sends an answer by node:http. */
export async function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer) {
  if (response.destroyed) return;
  const { status, headers, body } = answer;
  if (typeof body !== 'string') {
    response.writeHead(status, headers);
    await sendParts(response, body);
    return;
  }
  const length = Buffer.byteLength(body);
  if (request.complete) {
    response.writeHead(status, { ...headers, 'content-length': length });
    response.end(body);
    return;
  }
  response.statusCode = status;
  for (const [name, value] of Object.entries({ ...headers, 'content-length': length })) {
    response.setHeader(name, value);
  }
  if (!isShort(request)) return sendAndLinger(request, response, body);
  request.resume();
  response.end(body);
}
