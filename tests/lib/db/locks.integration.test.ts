import { expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { lockDetectorsForReading, lockDetectorsForWriting } from '@/lib/db/locks';
import { prismaRunner } from '@/lib/db/sql-runner';
import { operator } from '@/lib/services/call';
import { createDetector } from '@/lib/services/detectors/create-detector';
import { deleteDetector } from '@/lib/services/detectors/delete-detector';
import { updateDetector } from '@/lib/services/detectors/update-detector';
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

test('creating a detector, and a change that is refused, go on beside points that are evaluated', async () => {
  const input = { name: 'one', metric_pattern: 'loss', method: 'cusum' };
  const { id } = await createDetector({ actor: operator, input });
  const posts = new IngestDatabase(process.env.DATABASE_URL as string, 1);
  await posts.inTransaction(async (sql) => {
    await lockDetectorsForReading(sql);
    // Each of them would wait for this transaction for ever.
    await createDetector({ actor: operator, input: { ...input, name: 'two' } });
    await expect(createDetector({ actor: operator, input })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(
      updateDetector({ actor: operator, input: { id, body: { name: 'two' } } }),
    ).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(
      updateDetector({ actor: operator, input: { id, body: { params: { nonsense: 1 } } } }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(
      deleteDetector({ actor: operator, input: { id: '00000000-0000-7000-8000-000000000000' } }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
  await posts.close();
});
