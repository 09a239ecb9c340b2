import { DriftwatchError } from '../../errors';
import { tooLarge } from './body-error';

/**
 * Bytes that come out for each that was sent. Points with times compress 10 to 70 times with gzip and up to
 * 160 times with brotli at its best; without times, the same value again and again, 340 times with gzip.
 */
const maxInflation = 400;
/** Lines and points for each byte that was sent; the same points have 1 to 9 of them. */
const maxRecordsPerByte = 32;
/** What a small body may have in any case: bytes, and lines and points. */
const freeBytes = 1024 * 1024;
const freeRecords = 100_000;

const advice = 'send it uncompressed, or in smaller parts';

/**
 * Holds what a compressed body costs against what was sent of it, so that few bytes cannot ask for much work.
 */
export class WireBudget {
  private sent = 0;

  /** Counts what has arrived, as it was sent. */
  receive(bytes: number) {
    this.sent += bytes;
  }

  /** @throws TOO_LARGE when more than 400 times as much has come out, above 1 MiB. */
  refuseInflation(bytes: number) {
    if (bytes <= freeBytes + maxInflation * this.sent) return;
    const limit = `${maxInflation} times its ${this.sent} bytes and 1 MiB`;
    throw tooLarge('what the compressed body holds', `${limit}; ${advice}`);
  }

  /** @throws TOO_LARGE when there are more than 32 lines and points for each byte, above 100,000. */
  refuseRecords(records: number) {
    if (records <= freeRecords + maxRecordsPerByte * this.sent) return;
    const limit = `${maxRecordsPerByte} lines and points for each of its ${this.sent} bytes`;
    throw new DriftwatchError('TOO_LARGE', `the compressed body has more than ${limit}; ${advice}`);
  }
}
