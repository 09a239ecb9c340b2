import { isUtf8 } from 'node:buffer';
import { DriftwatchError } from '../../errors';
import { maxBodyBytes } from '../../schemas/metrics';
import { notUtf8, tooLarge } from '../body/body-error';
import type { Bytes } from '../body/inflate';
import { parseJson } from '../body/parse-json';

const limit = `${maxBodyBytes} bytes (16 MiB)`;

/** Refuses by its own word what would be too large, before any of it is read. */
export function refuseLength(contentLength: string | undefined) {
  if (contentLength !== undefined && Number(contentLength) > maxBodyBytes) throw tooLarge('the body', limit);
}

/** All of a body, up to 16 MiB. */
export async function gather(body: Bytes): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge('the body', limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The text of a body that is whole. */
export function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new DriftwatchError('INVALID_INPUT', `the body ${notUtf8}`);
  return withoutMark(bytes.toString('utf8'));
}

export function notJson(cause: unknown, place = ''): DriftwatchError {
  const reason = cause instanceof Error ? cause.message : 'unreadable';
  return new DriftwatchError('INVALID_INPUT', `the body is not JSON: ${place}${reason}`, { cause });
}

/** The JSON of the text of a whole body. */
export function parseText(text: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    if (text.trim() === '')
      throw new DriftwatchError('INVALID_INPUT', 'the body is empty; points are expected');
    throw notJson(cause);
  }
}
