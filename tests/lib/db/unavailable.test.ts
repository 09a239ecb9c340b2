import { describe, expect, it, test } from 'vitest';
import { connectDatabase } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { toUnavailable } from '@/lib/db/unavailable';

const unavailable = expect.objectContaining({ code: 'UNAVAILABLE' });

describe('a failure of the database itself', () => {
  test.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    '57P01',
    '53300',
    'P1001',
  ])('is told by %s, also of a cause', (code) => {
    const error = Object.assign(new Error('no'), { code });
    expect(toUnavailable(error)).toEqual(unavailable);
    expect(toUnavailable(new Error('outer', { cause: error }))).toEqual(unavailable);
  });

  it.each(['23505', '42P01', 'ENOENT', 'P2002'])('is not told by %s', (code) => {
    expect(toUnavailable(Object.assign(new Error('no'), { code }))).toBeNull();
  });

  it('is a Unix socket that is not there, by either client', async () => {
    const url = 'postgresql://nobody@localhost/none?host=/no-such-folder';
    const db = connectDatabase(url);
    for (const ask of [() => db.model.count(), () => db.$transaction((tx) => tx.model.count())]) {
      expect(toUnavailable(await ask().catch((error) => error))).toEqual(unavailable);
    }
    await db.$disconnect();
    const pool = new IngestDatabase(url, 1);
    await expect(pool.inTransaction(async () => {})).rejects.toEqual(unavailable);
    await pool.close();
  });
});
