import { DriverAdapterError } from '@prisma/driver-adapter-utils';
import { describe, expect, it, test, vi } from 'vitest';
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
    'ERR_STREAM_DESTROYED',
    '08006',
    '28P01',
    '3D000',
    '53100',
    '53300',
    '57014',
    '57P01',
    '57P05',
    '58030',
    '25P03',
    'P1001',
    'P1017',
  ])('is recognised by %s, also in a cause', (code) => {
    const error = Object.assign(new Error('no'), { code });
    expect(toUnavailable(error)).toEqual(unavailable);
    expect(toUnavailable(new Error('outer', { cause: error }))).toEqual(unavailable);
  });

  it("is recognised in the driver's error, which Prisma throws as it is if a session ends with its transaction", () => {
    const facts = {
      code: '57P01',
      message: 'no',
      severity: 'FATAL',
      detail: undefined,
      column: undefined,
      hint: undefined,
    };
    const error = new DriverAdapterError({ kind: 'postgres', originalCode: '57P01', ...facts });
    expect(toUnavailable(error)).toEqual(unavailable);
  });

  it.each([
    'timeout expired',
    'Query read timeout',
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'connect EAGAIN /run/.s.PGSQL.5432',
  ])('is recognised by the message %s', (message) => {
    expect(toUnavailable(new Error(message))).toEqual(unavailable);
  });

  it('is logged once a minute for each kind, however many requests it fails', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    for (let count = 0; count < 1000; count++) {
      toUnavailable(Object.assign(new Error('no memory'), { code: '53200' }));
      toUnavailable(Object.assign(new Error('no more files'), { code: '53400' }));
    }
    const lines = write.mock.calls.map(([line]) => JSON.parse(String(line)));
    write.mockRestore();
    expect(lines.map(({ code }) => code)).toEqual(['53200', '53400']);
  });

  it.each(['23505', '42P01', 'ENOENT', 'P2002'])('is not recognised by %s', (code) => {
    expect(toUnavailable(Object.assign(new Error('no'), { code }))).toBeNull();
  });

  it('is a missing Unix socket, for either client', async () => {
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
