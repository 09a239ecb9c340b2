import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { DriftwatchError, isDriftwatchError } from '../../errors';
import { ClientGone } from './body-error';
import type { WireBudget } from './wire-budget';

export type Encoding = 'identity' | 'gzip' | 'deflate' | 'br';
export type Bytes = AsyncIterable<Uint8Array>;

/** What comes out at a time; each costs a turn of a thread. */
const chunkSize = 64 * 1024;

/**
 * `deflate` means a zlib stream, whose first byte says so; some clients send the bare kind under the same
 * name.
 */
function inflaterOf(encoding: Exclude<Encoding, 'identity'>, firstByte: number): Transform {
  if (encoding === 'gzip') return createGunzip({ chunkSize });
  if (encoding === 'br') return createBrotliDecompress({ chunkSize });
  return (firstByte & 0x0f) === 8 ? createInflate({ chunkSize }) : createInflateRaw({ chunkSize });
}

function broken(encoding: Encoding, cause: unknown): DriftwatchError {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new DriftwatchError('INVALID_INPUT', `the body is not valid ${encoding} data${reason}`, { cause });
}

/** What fails while it is received, fails because the client does not send it. */
async function* received(body: Bytes, budget: WireBudget): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      budget.receive(chunk.byteLength);
      yield chunk;
    }
  } catch (cause) {
    throw new ClientGone(cause);
  }
}

async function* continued(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function firstOf(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    if (next.value.byteLength > 0) return next.value;
  }
  return null;
}

/**
 * The body without its compression. It reads no further ahead than a buffer, so memory stays bounded whatever
 * the size that comes out; the reader decides how much of that it takes, and `budget` how much there may be.
 */
export async function* inflate(
  body: Bytes,
  encoding: Encoding,
  budget: WireBudget,
): AsyncGenerator<Uint8Array> {
  const chunks = received(body, budget);
  if (encoding === 'identity') return yield* chunks;
  const first = await firstOf(chunks);
  if (first === null) throw broken(encoding, new Error('it is empty'));
  const source = Readable.from(continued(first, chunks), { objectMode: false });
  const inflater = inflaterOf(encoding, first[0] ?? 0);
  source.once('error', (error) => inflater.destroy(error));
  let size = 0;
  try {
    for await (const chunk of source.pipe(inflater) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      budget.refuseInflation(size);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof ClientGone || isDriftwatchError(error) ? error : broken(encoding, error);
  } finally {
    source.destroy();
    inflater.destroy();
    // The source has read ahead of us. This waits behind what it asked for last, which may never come, so
    // nobody waits for this.
    void chunks.return(undefined).catch(() => {});
  }
}
