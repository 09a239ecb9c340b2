import { isUtf8 } from 'node:buffer';
import { DriftwatchError } from '../../errors';
import { notUtf8 } from './body-error';
import type { Bytes } from './inflate';

/** Longest line, in bytes. */
export const maxLineBytes = 1024 * 1024;
const newline = 10;

/** Whole lines that arrived together. */
export interface LineBlock {
  /** The number of the first of them, from 1. */
  first: number;
  lines: string[];
  /** How much of the body has arrived by now. */
  bytes: number;
}

function tooLong(line: number): DriftwatchError {
  return new DriftwatchError('TOO_LARGE', `line ${line} is longer than ${maxLineBytes} bytes (1 MiB)`, {
    errors: [{ line, message: 'must be at most 1 MiB long' }],
  });
}

function malformed(line: number): DriftwatchError {
  return new DriftwatchError('INVALID_INPUT', `line ${line} ${notUtf8}`, {
    errors: [{ line, message: 'must be valid UTF-8' }],
  });
}

/** The lines before the first that is too long or malformed, and the error of that one. */
function split(bytes: Buffer, first: number): { lines: string[]; fault: DriftwatchError | null } {
  if (bytes.length <= maxLineBytes && isUtf8(bytes)) {
    return { lines: bytes.toString('utf8').split('\n'), fault: null };
  }
  const lines: string[] = [];
  for (let from = 0; from <= bytes.length; ) {
    const found = bytes.indexOf(newline, from);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(from, end);
    if (line.length > maxLineBytes) return { lines, fault: tooLong(first + lines.length) };
    if (!isUtf8(line)) return { lines, fault: malformed(first + lines.length) };
    lines.push(line.toString('utf8'));
    from = end + 1;
  }
  return { lines, fault: null };
}

/**
 * The lines of a UTF-8 body as they arrive, without their line feeds (a carriage return before one stays).
 * What comes out does not depend on where the body was cut into chunks, but for the grouping. A byte order
 * mark is left out.
 */
export async function* splitLines(body: Bytes): AsyncGenerator<LineBlock> {
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let first = 1;
  let bytes = 0;

  function* block(end: Buffer): Generator<LineBlock> {
    const { lines, fault } = split(Buffer.concat([...rest, end]), first);
    if (first === 1 && lines[0]?.startsWith('\ufeff')) lines[0] = lines[0].slice(1);
    if (lines.length > 0) yield { first, lines, bytes };
    if (fault) throw fault;
    first += lines.length;
  }

  for await (const part of body) {
    const chunk = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    bytes += chunk.length;
    const last = chunk.lastIndexOf(newline);
    if (last >= 0) {
      yield* block(chunk.subarray(0, last));
      rest = [];
      restBytes = 0;
    }
    const tail = chunk.subarray(last + 1);
    rest.push(tail);
    restBytes += tail.length;
    if (restBytes > maxLineBytes) throw tooLong(first);
  }
  if (restBytes > 0) yield* block(Buffer.alloc(0));
}
