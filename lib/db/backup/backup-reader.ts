import { createHash } from 'node:crypto';
import { DriftwatchError } from '../../errors';
import {
  type BackupHeader,
  type BackupTrailer,
  endOfBlock,
  parseHeader,
  parseTrailer,
} from './backup-format';

const lineFeed = 0x0a;
const endAfterRow = Buffer.concat([Buffer.from([lineFeed]), endOfBlock]);
/** A header takes a few kilobytes; a file without line ends must not fill the memory. */
const maxLineBytes = 1_000_000;

/** The error for a file that is not as it was written. */
export function damaged(what: string, cause?: unknown): DriftwatchError {
  return new DriftwatchError('INVALID_INPUT', `this backup is damaged: ${what}; nothing was restored`, {
    cause,
  });
}

/**
 * Reads the parts of an uncompressed backup in their order: `header`, `block` for each of its tables,
 * `trailer`.
 */
export class BackupReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private readonly hash = createHash('sha256');
  private rest: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Buffer>) {
    this.chunks = bytes[Symbol.asyncIterator]();
  }

  private async next(): Promise<Buffer | undefined> {
    try {
      const { value, done } = await this.chunks.next();
      return done ? undefined : value;
    } catch (error) {
      if (!String((error as { code?: string }).code).startsWith('Z_')) throw error;
      throw damaged('it cannot be decompressed, or ends too early', error);
    }
  }

  private async readMore() {
    const chunk = await this.next();
    if (!chunk) throw damaged('it ends too early');
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
  }

  private take(byteCount: number): Buffer {
    const taken = this.rest.subarray(0, byteCount);
    this.rest = this.rest.subarray(byteCount);
    return taken;
  }

  private async takeLine(): Promise<Buffer> {
    let end = this.rest.indexOf(lineFeed);
    while (end < 0) {
      if (this.rest.length > maxLineBytes) throw damaged('a line of it is too long');
      await this.readMore();
      end = this.rest.indexOf(lineFeed);
    }
    return this.take(end + 1);
  }

  /** @throws DriftwatchError INVALID_INPUT if the file is no backup, or one of another format. */
  async header(): Promise<BackupHeader> {
    const line = await this.takeLine().catch(() => Buffer.alloc(0));
    const header = parseHeader(line.toString('utf8'));
    if (!header)
      throw new DriftwatchError(
        'INVALID_INPUT',
        'this is no backup that this version can read; give a file that npm run backup wrote',
      );
    this.hash.update(line);
    return header;
  }

  /** The rows of the next table, in pieces of any size. */
  async *block(): AsyncGenerator<Buffer> {
    while (this.rest.length < endOfBlock.length) await this.readMore();
    if (this.rest.subarray(0, endOfBlock.length).equals(endOfBlock)) {
      this.hash.update(this.take(endOfBlock.length));
      return;
    }
    let end = this.rest.indexOf(endAfterRow);
    while (end < 0) {
      // The end may lie across two chunks: what could be its beginning waits for the next one.
      const rows = this.take(Math.max(0, this.rest.length - endAfterRow.length + 1));
      this.hash.update(rows);
      if (rows.length > 0) yield rows;
      await this.readMore();
      end = this.rest.indexOf(endAfterRow);
    }
    const rows = this.take(end + 1);
    this.hash.update(rows).update(this.take(endOfBlock.length));
    yield rows;
  }

  /** @throws DriftwatchError INVALID_INPUT if the file is not, to the last byte, what was written. */
  async trailer(): Promise<BackupTrailer> {
    const trailer = parseTrailer((await this.takeLine()).toString('utf8'));
    if (!trailer) throw damaged('its last line is not readable');
    if (trailer.sha256 !== this.hash.digest('hex')) throw damaged('its checksum is another one');
    if (this.rest.length > 0 || (await this.next())) throw damaged('something follows its last line');
    return trailer;
  }
}
