import type { BodyShare } from '../../http/body-budget';
import type { Bytes, Encoding } from './inflate';
import type { Chunk } from './read-chunks';

/**
 * Brotli keeps up to so much of what came out, for as long as the body goes on; the window of the others is
 * nothing beside.
 */
const brotliWindowBytes = 16 * 1024 * 1024;

/**
 * Counts what has been inflated of a body: `window` holds what its decompressor keeps, `share` what its
 * reader has.
 */
export async function* countBytes(
  inflated: Bytes,
  encoding: Encoding,
  share: BodyShare,
  window: BodyShare,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of inflated) {
    share.take(chunk.byteLength);
    if (encoding === 'br' && window.taken < brotliWindowBytes) window.take(chunk.byteLength);
    yield chunk;
  }
}

/**
 * Gives back what chunks hold once they are stored: a chunk is when the next but one is asked for; see
 * `submitChunks`.
 */
export async function* releaseStored(chunks: AsyncIterable<Chunk>, share: BodyShare): AsyncGenerator<Chunk> {
  let released = 0;
  let underWay = 0;
  for await (const chunk of chunks) {
    const read = share.taken;
    yield chunk;
    share.release(underWay - released);
    released = underWay;
    underWay = read;
  }
}

/** Closes the shares of a body however it ends, its last chunk being stored. */
export async function* closeAtEnd<Step, Result>(
  steps: AsyncGenerator<Step, Result>,
  ...shares: BodyShare[]
): AsyncGenerator<Step, Result> {
  try {
    return yield* steps;
  } finally {
    for (const share of shares) share.close();
  }
}
