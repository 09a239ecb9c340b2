import { expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { lockDetectorsForReading, lockDetectorsForWriting } from '@/lib/db/locks';
import { prismaRunner } from '@/lib/db/sql-runner';
import { withTestDatabase } from '../../helpers/app-database';

withTestDatabase();

test('a writer that waits to change a detector delays no post, and gets the lock when the long transaction is over', async () => {
  const posts = new IngestDatabase(process.env.DATABASE_URL as string, 4);
  let endLong = () => {};
  const events: string[] = [];
  const isHeld = new Promise<void>((resolve) => {
    void posts.inTransaction(async (sql) => {
      await lockDetectorsForReading(sql);
      resolve();
      await new Promise<void>((end) => {
        endLong = end;
      });
      events.push('long post over');
    });
  });
  await isHeld;
  let waits = 0;
  let isOver = false;
  const writer = database().$transaction(async (tx) => {
    const sql = prismaRunner(tx);
    await lockDetectorsForWriting(async (text, values) => {
      if (text.startsWith('SAVEPOINT')) waits += 1;
      return sql(text, values);
    });
    events.push('detector changed');
    const [left] = await sql<{ timeout: string }>("SELECT current_setting('lock_timeout') AS timeout", []);
    expect(left?.timeout).toBe('0');
  });
  void writer.finally(() => {
    isOver = true;
  });
  // Posts continue until the writer has waited for its turn several times.
  let during = 0;
  while (waits < 4) {
    await posts.inTransaction(async (sql) => lockDetectorsForReading(sql));
    during += 1;
  }
  expect(isOver).toBe(false);
  expect(during).toBeGreaterThan(2);
  endLong();
  await writer;
  expect(events).toEqual(['long post over', 'detector changed']);
  await posts.close();
});
