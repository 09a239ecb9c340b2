import { expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { evaluatedSince } from '@/lib/db/sql/latest-points';
import { prismaRunner } from '@/lib/db/sql-runner';
import { withTestDatabase } from '../../../helpers/app-database';

withTestDatabase();

const seriesCount = 20;
const pointCount = 20_000;

/** Returns the number of sequential scans of the table of points. */
async function wholeReads(): Promise<number> {
  const [row] = await database().$queryRaw<{ count: number }[]>`
    SELECT seq_scan::int AS count FROM pg_stat_user_tables WHERE relname = 'points'`;
  return row?.count ?? Number.NaN;
}

test('the newest points of many series are read without the others', async () => {
  const db = database();
  await db.$executeRaw`
    INSERT INTO points (series_id, ts, value, received_at, late)
    SELECT series, to_timestamp(at * 60), at, to_timestamp(at * 60), at % 7 = 0
    FROM generate_series(1, ${seriesCount}::int) AS series, generate_series(1, ${pointCount}::int) AS at
    ORDER BY at, series`;
  await db.$executeRaw`ANALYZE points`;
  const ids = Array.from({ length: seriesCount }, (_, index) => index + 1);
  const since = ids.map((id) => (pointCount - (id % 4)) * 60_000);
  const before = await wholeReads();
  const rows = await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_stat_force_next_flush()::text`;
    return evaluatedSince(prismaRunner(tx), ids, since);
  });
  expect(await wholeReads()).toBe(before);
  const expected = ids.flatMap((id) =>
    Array.from({ length: id % 4 }, (_, at) => pointCount - (id % 4) + 1 + at)
      .filter((at) => at % 7 !== 0)
      .map((at) => ({ seriesId: id, ts: new Date(at * 60_000), value: at })),
  );
  expect(rows).toEqual(expected);
});
