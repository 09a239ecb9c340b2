import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boolArray,
  float8Array,
  int2Array,
  int4Array,
  textArray,
  timestamptzArray,
} from '@/lib/db/binary-arrays';
import { database } from '@/lib/db/client';
import { IngestDatabase } from '@/lib/db/ingest-database';
import { prismaRunner } from '@/lib/db/sql-runner';
import { withTestDatabase } from '../../helpers/app-database';

withTestDatabase();

const nullable = <Value>(value: fc.Arbitrary<Value>) => fc.array(fc.option(value), { maxLength: 20 });
const text = fc
  .string({ unit: 'binary', maxLength: 50 })
  .filter((value) => value.isWellFormed() && !value.includes('\0'));
const kinds = [
  ['text', textArray, nullable(text)],
  ['int2', int2Array, nullable(fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }))],
  ['int4', int4Array, nullable(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))],
  ['float8', float8Array, nullable(fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0)))],
  ['bool', boolArray, nullable(fc.boolean())],
] as const;

describe('arrays as PostgreSQL reads them', () => {
  test.each(kinds)('%s', async (name, arrayOf, values) => {
    const connections = new IngestDatabase(process.env.DATABASE_URL ?? '', 1);
    for (const given of fc.sample(values as fc.Arbitrary<(string | null)[]>, { numRuns: 50, seed: 1 })) {
      const array = (arrayOf as (given: unknown[]) => Buffer)(given);
      const text = `SELECT to_json($1::${name}[])::text AS read`;
      const [row] = await connections.inTransaction((sql) => sql<{ read: string }>(text, [array]));
      const expected = given.map((value) =>
        typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
      );
      expect(JSON.parse(row?.read ?? 'null')).toEqual(expected);
      expect(await prismaRunner(database())(text, [array])).toEqual([row]);
    }
    await connections.close();
  });

  test('timestamptz', async () => {
    const given = [0, Date.parse('1969-12-31T23:59:59.999Z'), null, Date.parse('2026-02-28T12:34:56.789Z')];
    const [row] = await prismaRunner(database())<{ read: Date[] }>('SELECT $1::timestamptz[] AS read', [
      timestamptzArray(given),
    ]);
    expect(row?.read.map((time) => (time === null ? null : new Date(time).getTime()))).toEqual(given);
  });
});
