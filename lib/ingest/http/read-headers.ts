import { DriftwatchError } from '../../errors';
import type { Encoding } from '../body/inflate';

export type Format = 'json' | 'ndjson' | 'csv';

/** The value of a header by its name in lower case. */
export type Headers = (name: string) => string | undefined;

const formats: ReadonlyMap<string, Format> = new Map([
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['application/jsonl', 'ndjson'],
  ['text/csv', 'csv'],
]);
/**
 * What `fetch` and `curl -d` send when nobody says a type; pages of other sites are refused by their Origin.
 */
const unsaid = new Set(['text/plain', 'application/x-www-form-urlencoded']);
const encodings: ReadonlyMap<string, Encoding> = new Map([
  ['identity', 'identity'],
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
]);

export const supportedTypes = [...formats.keys()].join(', ');
export const supportedEncodings = 'gzip, deflate, br';

const charset = /;\s*charset\s*=\s*"?([^;"\s]*)"?/i;
const utf8 = /^(utf-?8|us-ascii)$/i;
/** Only with a byte order mark, which says the rest. */
const utf16 = /^utf-?16(le|be)?$/i;
const visibleAscii = /^[\x21-\x7e]{1,255}$/;

/** The format by content type; a body without one of its own is JSON. */
export function readFormat(headers: Headers): Format {
  const type = headers('content-type');
  if (type === undefined || type === 'application/json') return 'json';
  const name = (type.split(';', 1)[0] ?? '').trim().toLowerCase();
  const format = unsaid.has(name) ? 'json' : formats.get(name);
  if (!format) {
    throw new DriftwatchError(
      'UNSUPPORTED_FORMAT',
      `content-type ${type} is not supported; send one of ${supportedTypes}`,
    );
  }
  const declared = charset.exec(type)?.[1];
  if (declared === undefined || utf8.test(declared)) return format;
  if (format === 'csv' && utf16.test(declared)) return format;
  throw new DriftwatchError('INVALID_INPUT', `charset ${declared} is not supported; send UTF-8`);
}

export function readEncoding(headers: Headers): Encoding {
  const given = headers('content-encoding');
  if (given === undefined) return 'identity';
  const encoding = encodings.get(given.trim().toLowerCase());
  if (encoding) return encoding;
  throw new DriftwatchError(
    'UNSUPPORTED_FORMAT',
    `content-encoding ${given} is not supported; send one of ${supportedEncodings}, or none`,
  );
}

export function readIdempotencyKey(headers: Headers): string | undefined {
  const key = headers('idempotency-key');
  if (key === undefined || visibleAscii.test(key)) return key;
  throw new DriftwatchError('INVALID_INPUT', 'Idempotency-Key must be 1 to 255 visible ASCII characters');
}
