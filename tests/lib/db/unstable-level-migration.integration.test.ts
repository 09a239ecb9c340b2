import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabaseBefore, type DatabaseBefore } from '../../helpers/database-before';

const name = '20261128191000_unstable_level';
let database: DatabaseBefore;

beforeEach(async () => {
  database = await createDatabaseBefore(name);
});
afterEach(() => database.drop());

test('stored readings keep their levels when a new level is inserted between them', async () => {
  const { client } = database;
  await client.query(`
    INSERT INTO reading_chunks (run_id, first_ts, last_ts, ts, statistics, thresholds, levels, worst_level, worst_ts)
      SELECT run, now(), now(), array_fill(now(), ARRAY[cardinality(said)]), array_fill(1.5::float8, ARRAY[cardinality(said)]),
        array_fill(2::float8, ARRAY[cardinality(said)]), said, worst, now()
      FROM (VALUES (1, ARRAY[0, 1, 2, 3, 2, 1]::smallint[], 'drift'::level), (2, ARRAY[2, 0]::smallint[], 'warning'),
        (3, ARRAY[0, 1, 1]::smallint[], 'stable')) AS given(run, said, worst)`);
  const names = () =>
    client.query(
      `SELECT run_id AS run, worst_level AS worst,
         (SELECT array_agg((enum_range(NULL::level))[said + 1]::text ORDER BY place) FROM unnest(levels) WITH ORDINALITY AS one(said, place)) AS levels
       FROM reading_chunks ORDER BY run_id`,
    );
  const { rows: earlier } = await names();
  expect(earlier[0].levels).toEqual(['insufficient_data', 'stable', 'warning', 'drift', 'warning', 'stable']);
  expect(await database.migrateOn()).toContain(name);
  expect((await names()).rows).toEqual(earlier);
  const { rows } = await client.query(
    `SELECT enum_range(NULL::level)::text[] AS levels, 'unstable'::level < 'warning' AS is_less`,
  );
  expect(rows).toEqual([
    { levels: ['insufficient_data', 'stable', 'unstable', 'warning', 'drift'], is_less: true },
  ]);
});
