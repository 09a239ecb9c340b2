import { isDriftwatchError } from '../../errors';
import type { IngestResult } from '../../schemas/metrics';
import type { IngestRequest, PointSink } from '../ingest-request';
import { ClientGone } from './body-error';
import type { Chunk } from './read-chunks';
import { type Progress, Tally } from './tally';

/** Waits while the pipeline is full: short at first, then longer. */
const firstPauseMs = 50;
const maxPauseMs = 2000;

export interface SubmitOptions {
  chunks: AsyncIterable<Chunk>;
  sink: PointSink;
  /** What the request says beside its points. */
  requestOf: (chunk: Chunk) => Omit<IngestRequest, 'points'>;
  /** Whether there is nobody left to answer. */
  isGone: () => boolean;
  pause: (ms: number) => Promise<unknown>;
}

/**
 * A part of a long body waits for room, so that its client need not; a whole one is refused as any other
 * request.
 */
async function submit(
  chunk: Chunk,
  { sink, requestOf, isGone, pause }: SubmitOptions,
): Promise<IngestResult> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, maxPauseMs)) {
    try {
      return await sink.submit({ points: chunk.points, ...requestOf(chunk) });
    } catch (error) {
      const isFull = isDriftwatchError(error) && error.code === 'LIMIT_EXCEEDED' && error.retryable;
      if (chunk.isWhole || !isFull) throw error;
      if (isGone()) throw new ClientGone(error);
    }
    await pause(pauseMs);
  }
}

/**
 * Stores chunk after chunk and says after each how far it is; the result is that of all. While one is being
 * stored the next is read, and no more: their order is that of the body, and a slow database slows the sender
 * down.
 */
export async function* submitChunks(options: SubmitOptions): AsyncGenerator<Progress, IngestResult> {
  const tally = new Tally();
  let underWay: { chunk: Chunk; result: Promise<IngestResult> } | null = null;

  async function settle() {
    const stored = underWay;
    underWay = null;
    if (stored === null) return;
    try {
      tally.add(stored.chunk, await stored.result);
    } catch (error) {
      throw tally.refused(stored.chunk, error);
    }
  }

  try {
    for await (const chunk of options.chunks) {
      if (underWay) {
        await settle();
        yield tally.progress;
      }
      const result = submit(chunk, options);
      // It is awaited when the next chunk has been read; until then a failure must not count as unhandled.
      result.catch(() => {});
      underWay = { chunk, result };
    }
    await settle();
  } catch (error) {
    // The part before a broken line may still be on its way; if that fails as well, the broken line is what
    // we tell.
    await settle().catch(() => {});
    throw tally.stopped(error);
  }
  return tally.result;
}
