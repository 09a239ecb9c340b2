import type { IncomingMessage } from 'node:http';
import { DriftwatchError } from '../../lib/errors';

export const isUnsafe = (method: string | undefined) => !['GET', 'HEAD', 'OPTIONS'].includes(method ?? '');

/** Returns the key of a request. */
export function keyOf({ headers }: IncomingMessage): string | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  const [, key] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
  if (key === undefined)
    throw new DriftwatchError('UNAUTHENTICATED', 'the header must be “Authorization: Bearer dw_…”');
  return key;
}

/** A page of another site can send a request with cookies, but not say that it comes from here. */
export function refuseForgedWrite({ method, headers }: IncomingMessage) {
  if (!isUnsafe(method) || headers.origin !== undefined || headers['sec-fetch-site'] === 'same-origin')
    return;
  throw new DriftwatchError(
    'FORBIDDEN',
    'a write with cookies needs the header Origin, which browsers send; programs use a key instead',
  );
}
