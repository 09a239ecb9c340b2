import { DriftwatchError } from '../errors';
import { type BodyShare, bodyBudget, uncountedBytes } from './body-budget';

/** Web streams are iterable in Node, which TypeScript's DOM library does not know. */
function streamOf(request: Request): AsyncIterable<Uint8Array> | Uint8Array[] {
  return (request.body as unknown as AsyncIterable<Uint8Array> | null) ?? [];
}

/**
 * Maximum body size of routes that take no points, in bytes: several times the longest names and comments
 * together.
 */
const maxBodyBytes = 64 * 1024;

/** The chunks of a body; a client that goes away in the middle is at fault and not the server. */
async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* streamOf(request);
  } catch (cause) {
    throw new DriftwatchError('INVALID_INPUT', 'the body ended before it was complete', { cause });
  }
}

/** Returns the chunks of a body. A body of unknown length takes its bytes from the body budget. */
async function gatherBody(request: Request, share: BodyShare): Promise<Buffer> {
  const tooLarge = () =>
    new DriftwatchError('TOO_LARGE', `the body is larger than ${maxBodyBytes} bytes (64 KiB)`);
  const declared = Number(request.headers.get('content-length') ?? Number.NaN);
  if (declared > maxBodyBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunksOf(request)) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge();
    if (!(declared <= uncountedBytes)) share.take(chunk.byteLength);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const bodies = new WeakMap<Request, Promise<Buffer>>();

/**
 * Returns the body of a request, which is read once however often it is asked for.
 *
 * @throws TOO_LARGE beyond 64 KiB; INVALID_INPUT if the client ends it early
 */
export function bodyOf(request: Request): Promise<Buffer> {
  if (!bodies.has(request)) {
    const share = bodyBudget().open(undefined);
    bodies.set(request, gatherBody(request, share).finally(share.close));
  }
  return bodies.get(request) as Promise<Buffer>;
}
