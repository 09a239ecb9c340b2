import { timingSafeEqual } from 'node:crypto';
import type { Database } from '../../db/client';
import { DriftwatchError } from '../../errors';
import { accessOfKey } from '../../policy/access';
import { hashSecret, parseKey } from '../keys/key-text';
import { keyStateOf } from '../keys/to-key';
import type { Caller } from './caller';

const unknownKey = () => new DriftwatchError('UNAUTHENTICATED', 'this key is not known here');

/**
 * Finds out who sends a key.
 *
 * @throws UNAUTHENTICATED if it is not a key of this app, or can no longer be used
 */
export async function callerOfKey(db: Database, text: string, now: Date): Promise<Caller> {
  const parts = parseKey(text);
  if (parts === null) throw unknownKey();
  const row = await db.apiKey.findUnique({ where: { id: parts.id } });
  const isSecret =
    row !== null &&
    timingSafeEqual(Buffer.from(row.secretHash, 'hex'), Buffer.from(hashSecret(parts.secret), 'hex'));
  if (row === null || !isSecret || row.scope !== parts.scope) throw unknownKey();
  const state = keyStateOf(row, now);
  if (state !== 'active')
    throw new DriftwatchError('UNAUTHENTICATED', `this key is ${state}; make another one, or ask an admin`);
  return {
    actor: { kind: 'key', name: `key:${row.id}`, access: accessOfKey(row.scope, row.modelPattern) },
    hasCookie: false,
    endsMs: row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    requestsPerMinute: row.requestsPerMinute,
    pointsPerMinute: row.pointsPerMinute,
    setCookies: [],
  };
}
