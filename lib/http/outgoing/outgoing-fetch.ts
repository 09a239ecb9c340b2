import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { DriftwatchError, isDriftwatchError } from '../../errors';
import { type Destination, lookupOf, type Resolving, resolveDestination } from './resolve-destination';

export interface OutgoingLimits extends Resolving {
  /** For the whole request, from the name to the end of the body. */
  timeoutMs?: number;
  maxBytes?: number;
}

const statusesWithoutBody = new Set([204, 205, 304]);

function parseAddress(input: string | URL): URL {
  if (!URL.canParse(input)) throw new DriftwatchError('INVALID_INPUT', `“${input}” is not an address`);
  const url = new URL(input);
  if (!/^https?:$/.test(url.protocol))
    throw new DriftwatchError('INVALID_INPUT', `${url.protocol} addresses are not supported; use https:`);
  if (url.username || url.password)
    throw new DriftwatchError('INVALID_INPUT', 'an address must not contain a user name or a password');
  return url;
}

function send(url: URL, request: Request, body: Buffer, destination: Destination): Promise<IncomingMessage> {
  const { request: open } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    open(url, {
      method: request.method,
      headers: {
        'user-agent': 'driftwatch',
        ...Object.fromEntries(request.headers),
        'accept-encoding': 'identity',
        ...(body.length > 0 && { 'content-length': body.length }),
      },
      lookup: lookupOf(destination),
      agent: false,
      signal: request.signal,
    })
      .on('response', resolve)
      .on('error', reject)
      .end(body);
  });
}

async function readBody(answer: IncomingMessage, host: string, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer) {
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size > maxBytes)
      throw new DriftwatchError('EXTERNAL', `the response of ${host} is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toResponse({ statusCode = 502, headersDistinct }: IncomingMessage, body: Buffer): Response {
  const headers = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const content = statusesWithoutBody.has(statusCode) ? null : Uint8Array.from(body);
  return new Response(content, { status: statusCode, headers });
}

/** Rejects when the signal ends the work; for work that cannot be cancelled. */
function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

/**
 * `fetch` for addresses that users have named. Refuses hosts outside of the public internet, unless
 * OUTGOING_PRIVATE_HOSTS names them, before it connects; only these may use http. The name is resolved once,
 * and the connection goes to the address that has been checked. Redirects are not followed.
 *
 * @returns the response with its body, which has been read
 * @throws INVALID_INPUT if the address is refused; EXTERNAL if there is no response within 10 s, or one that
 * is
 *   larger than 1 MiB or a redirect
 */
export async function outgoingFetch(
  input: string | URL,
  init: RequestInit = {},
  { timeoutMs = 10_000, maxBytes = 2 ** 20, ...resolving }: OutgoingLimits = {},
): Promise<Response> {
  const url = parseAddress(input);
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  const request = new Request(url, { ...init, signal });
  try {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const destination = await untilAborted(resolveDestination(host, resolving), signal);
    if (url.protocol === 'http:' && !destination.isPrivate)
      throw new DriftwatchError(
        'INVALID_INPUT',
        `${url.host} needs https:, because it is on the public internet`,
      );
    const answer = await send(url, request, Buffer.from(await request.arrayBuffer()), destination);
    const { statusCode = 0 } = answer;
    if (statusCode >= 300 && statusCode < 400 && statusCode !== 304) {
      answer.destroy();
      throw new DriftwatchError('EXTERNAL', `${url.host} redirects to another address; use that one`);
    }
    return toResponse(answer, await readBody(answer, url.host, maxBytes));
  } catch (error) {
    if (isDriftwatchError(error)) throw error;
    if (init.signal?.aborted) throw init.signal.reason;
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = timeout.aborted ? `no response within ${timeoutMs} ms` : (code ?? message);
    throw new DriftwatchError('EXTERNAL', `${url.host} could not be reached: ${reason}`, { cause: error });
  }
}
