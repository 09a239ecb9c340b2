import { expect, test } from 'vitest';
import { database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { columns, rowColumns } from '@/lib/db/sql/columns';
import { prismaRunner, type SqlRunner } from '@/lib/db/sql-runner';
import { withTestDatabase } from '../../../helpers/app-database';

withTestDatabase();

interface Row {
  id: string | null;
  small: number | null;
  whole: number | null;
  real: number | null;
  isLate: boolean | null;
  text: string | null;
  atMs: number | null;
}

const all = rowColumns<Row>(
  {
    id: ['uuid', (row) => row.id],
    small: ['int2', (row) => row.small],
    whole: ['int4', (row) => row.whole],
    real: ['float8', (row) => row.real],
    late: ['bool', (row) => row.isLate],
    said: ['text', (row) => row.text, 'json'],
    at: ['timestamptz', (row) => row.atMs],
  },
  2,
);
const rows: Row[] = [
  {
    id: '01a224e8-6f29-70b9-806f-63674c8cb9eb',
    small: -3,
    whole: 2 ** 31 - 1,
    real: 1e-300,
    isLate: true,
    text: '{"a": "é\\"\'"}',
    atMs: Date.UTC(2026, 0, 1, 0, 0, 0, 123),
  },
  { id: null, small: null, whole: null, real: null, isLate: null, text: null, atMs: null },
];

async function backAgain(sql: SqlRunner) {
  return sql<Record<string, unknown>>(
    `SELECT $1::text AS first, ${all.selected}, position::int FROM ${all.as('given', 'WITH ORDINALITY')}`,
    ['first', ...all.values(rows)],
  );
}

const expected = [
  {
    first: 'first',
    id: '01a224e8-6f29-70b9-806f-63674c8cb9eb',
    small: -3,
    whole: 2 ** 31 - 1,
    real: 1e-300,
    late: true,
    said: { a: 'é"\'' },
    at: new Date('2026-01-01T00:00:00.123Z'),
    position: 1,
  },
  {
    first: 'first',
    id: null,
    small: null,
    whole: null,
    real: null,
    late: null,
    said: null,
    at: null,
    position: 2,
  },
];

test('columns of every type come back as they were given, through the driver and through Prisma', async () => {
  const driver = new IngestDatabase(process.env.DATABASE_URL as string, 1);
  expect(await driver.inTransaction(backAgain)).toEqual(expected);
  expect(await backAgain(prismaRunner(database()))).toEqual(expected);
  await driver.close();
});

test('the text of a statement names each column once, in the order of its parameters', () => {
  const two = columns<{ ids: number[]; names: string[] }>({
    id: ['int4', (source) => source.ids],
    name: ['text', (source) => source.names],
  });
  expect(two.names).toBe('id, name');
  expect(two.list).toBe('unnest($1::int4[]), unnest($2::text[])');
  expect(two.as('given')).toBe('unnest($1::int4[], $2::text[]) AS given(id, name)');
});
