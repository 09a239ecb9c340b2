import { DriftwatchError } from '../../errors';
import type { Bytes } from './inflate';

const lineFeed = 10;
const carriageReturn = 13;
const byteOf = { lineFeed: Buffer.of(lineFeed), carriageReturn: Buffer.of(carriageReturn) };

/**
 * What reads UTF-16 by its byte order mark; null for everything else, which is UTF-8 or will be found not to
 * be.
 */
function utf16Decoder([first, second]: Uint8Array): TextDecoder | null {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be', { fatal: true });
  return null;
}

/** UTF-8 from the next bytes of UTF-16, or from its end. */
function transcode(decoder: TextDecoder, bytes?: Uint8Array): Uint8Array {
  try {
    return Buffer.from(decoder.decode(bytes, { stream: bytes !== undefined }));
  } catch (cause) {
    throw new DriftwatchError('INVALID_INPUT', 'the body is not valid UTF-16', { cause });
  }
}

async function* inUtf8(body: Bytes): AsyncGenerator<Uint8Array> {
  let head: Uint8Array = Buffer.alloc(0);
  let decoder: TextDecoder | null | undefined;
  for await (let chunk of body) {
    if (decoder === undefined) {
      if (head.length > 0) chunk = Buffer.concat([head, chunk]);
      head = chunk;
      if (head.length < 2) continue;
      decoder = utf16Decoder(head);
    }
    yield decoder ? transcode(decoder, chunk) : chunk;
  }
  if (decoder === undefined) yield head;
  else if (decoder) yield transcode(decoder);
}

/** Carriage returns without a line feed after them become line feeds; the last byte must not be one. */
function withLineFeeds(chunk: Buffer): Buffer {
  let changed: Buffer | null = null;
  for (let at = chunk.indexOf(carriageReturn); at >= 0; at = chunk.indexOf(carriageReturn, at + 1)) {
    if (chunk[at + 1] === lineFeed) continue;
    changed ??= Buffer.from(chunk);
    changed[at] = lineFeed;
  }
  return changed ?? chunk;
}

/**
 * A CSV body in the form that `splitLines` reads: UTF-16 with a byte order mark becomes UTF-8, and a carriage
 * return alone ends a line as well. What comes out does not depend on where the body was cut.
 */
export async function* csvText(body: Bytes): AsyncGenerator<Uint8Array> {
  let isReturnHeld = false;
  for await (const part of inUtf8(body)) {
    if (part.length === 0) continue;
    let chunk = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    if (isReturnHeld) yield chunk[0] === lineFeed ? byteOf.carriageReturn : byteOf.lineFeed;
    isReturnHeld = chunk.at(-1) === carriageReturn;
    if (isReturnHeld) chunk = chunk.subarray(0, -1);
    yield withLineFeeds(chunk);
  }
  if (isReturnHeld) yield byteOf.lineFeed;
}
