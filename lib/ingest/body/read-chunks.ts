import { DriftwatchError, type FieldError, faultyInput } from '../../errors';
import { maxBodyBytes, maxPointsPerRequest } from '../../schemas/metrics';
import { FaultList } from '../fault-list';
import type { SkippedPoints } from '../skipped-points';
import { ClientGone } from './body-error';
import type { PointBuffer, PointReader } from './point-reader';
import type { LineBlock } from './split-lines';
import type { Turns } from './turns';
import type { WireBudget } from './wire-budget';

/** How many points of a long body are stored at a time. */
export const chunkPoints = 10_000;

/** Points that are stored together. */
export interface Chunk extends Pick<PointBuffer, 'points' | 'lines'> {
  /** The whole body, all or nothing; otherwise one part of a long one. */
  isWhole: boolean;
}

/** The first lines of a buffer, with about so many points; a line's points stay together. */
function takeLines(buffer: PointBuffer, count: number): Chunk {
  let end = Math.min(count, buffer.points.length);
  while (end < buffer.lines.length && buffer.lines[end] === buffer.lines[end - 1]) end++;
  return { points: buffer.points.splice(0, end), lines: buffer.lines.splice(0, end), isWhole: false };
}

interface ChunkOptions {
  blocks: AsyncIterable<LineBlock>;
  reader: PointReader;
  /** Called once when the body turns out to be too long for all or nothing; may refuse it. */
  onLong: () => void;
  /** Where bad lines are counted that are to be left out; without it they refuse or end the body. */
  skipped?: SkippedPoints | undefined;
  /** Other requests get their turn between lines, and a client that is gone ends the work. */
  turns: Turns;
  budget: WireBudget;
}

/**
 * The points of a body that is read by lines. Up to 50,000 points and 16 MiB it is one chunk, and one bad
 * line refuses all of it. A longer one comes in parts while it arrives, and ends at its first bad line with
 * an error; the lines before that have been handed out then.
 */
export async function* readChunks({
  blocks,
  reader,
  onLong,
  turns,
  budget,
  skipped,
}: ChunkOptions): AsyncGenerator<Chunk> {
  const buffer: PointBuffer = { points: [], lines: [], invalid: 0 };
  const faults = new FaultList();
  let records = 0;
  let isLong = false;
  let isEmpty = true;

  function* partsOf(least: number): Generator<Chunk> {
    while (buffer.points.length >= Math.max(least, 1)) {
      isEmpty = false;
      yield takeLines(buffer, chunkPoints);
    }
  }
  function turnLong() {
    if (!faults.isEmpty) throw faults.toError('nothing was stored');
    onLong();
    isLong = true;
  }
  function* take(found: FieldError[], pointsBefore: number): Generator<Chunk> {
    if (found.length === 0) return;
    if (skipped) {
      skipped.add(buffer.invalid, found);
      buffer.invalid = 0;
      return;
    }
    if (!isLong) {
      faults.add(found);
      if (faults.isFull) throw faults.toError('nothing was stored');
      return;
    }
    // Of a bad line nothing is stored, even if some of its values were good.
    buffer.points.length = pointsBefore;
    buffer.lines.length = pointsBefore;
    yield* partsOf(1);
    throw faultyInput(found, 'the body is not valid');
  }

  try {
    for await (const { lines, first, bytes } of blocks) {
      turns.check();
      if (!isLong && bytes > maxBodyBytes) turnLong();
      for (const [at, line] of lines.entries()) {
        const before = buffer.points.length;
        const found = reader.read(line, first + at, buffer);
        const added = buffer.points.length - before;
        if (found.length > 0) yield* take(found, before);
        if (!isLong && buffer.points.length > maxPointsPerRequest) turnLong();
        if (isLong && buffer.points.length >= chunkPoints) yield* partsOf(chunkPoints);
        records += 1 + added;
        if (turns.isOver(added, line.length)) {
          budget.refuseRecords(records);
          await turns.take();
        }
      }
    }
  } catch (error) {
    // What comes before a line that cannot be read at all is as good as what comes before one with a bad
    // value.
    if (isLong && !(error instanceof ClientGone)) yield* partsOf(1);
    throw error;
  }
  yield* take(reader.end(buffer), buffer.points.length);
  if (!faults.isEmpty) throw faults.toError('nothing was stored');
  if (isLong) yield* partsOf(1);
  else if (buffer.points.length > 0)
    return yield { points: buffer.points, lines: buffer.lines, isWhole: true };
  if (!isEmpty) return;
  const { count = 0, errors = [] } = skipped?.summary ?? {};
  if (count > 0) throw faultyInput(errors, `nothing was stored, none of the ${count} points is valid`);
  throw new DriftwatchError('INVALID_INPUT', 'there are no points in the body');
}
