import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type KeyScope, keyScopeSchema } from '../../schemas/roles';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 12;
/** 43 letters and digits: 256 bits. */
const secretLength = 43;
/** Six digits to the base 62 hold 32 bits. */
const checksumLength = 6;
const keyPattern = /^dw_([a-z]{4,6})_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/;

const randomText = (length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');

/** A checksum, so that a secret scanner knows a key from any other text, and a typing error needs no query. */
function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let count = 0; count < checksumLength; count += 1) {
    digits = alphabet[rest % alphabet.length] + digits;
    rest = Math.floor(rest / alphabet.length);
  }
  return digits;
}

/** The parts of a key. */
export interface KeyParts {
  id: string;
  scope: KeyScope;
  secret: string;
}

export const prefixOf = ({ scope, id }: Pick<KeyParts, 'scope' | 'id'>) => `dw_${scope}_${id}_`;

/** Writes a key: `dw_<scope>_<id>_<secret>_<checksum>`. */
export function formatKey(parts: KeyParts): string {
  const text = `${prefixOf(parts)}${parts.secret}`;
  return `${text}_${checksumOf(text)}`;
}

export function createKeyParts(scope: KeyScope): KeyParts {
  return { id: randomText(idLength), scope, secret: randomText(secretLength) };
}

/** Returns the parts of a key; null if the text is none. */
export function parseKey(text: string): KeyParts | null {
  const [, scope, id = '', secret = '', checksum] = keyPattern.exec(text) ?? [];
  const known = keyScopeSchema.safeParse(scope);
  if (!known.success || checksumOf(text.slice(0, -checksumLength - 1)) !== checksum) return null;
  return { id, scope: known.data, secret };
}

/** What is stored of a secret of 256 random bits, which needs no slow hash. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** Finds something that looks like a key in a text such as a URL. */
export const containsKey = (text: string) =>
  /dw_(ingest|read|jobs|admin)_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}/.test(text);
