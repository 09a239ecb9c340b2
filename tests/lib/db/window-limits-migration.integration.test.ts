import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseParams } from '@/lib/detectors/parse-params';
import { createDatabaseBefore, type DatabaseBefore } from '../../helpers/database-before';

const name = '20261128223000_limits_of_windows';
let database: DatabaseBefore;

beforeEach(async () => {
  database = await createDatabaseBefore(name);
});
afterEach(() => database.drop());

test('saved detectors with windows beyond the limits get the largest allowed, and are primed again', async () => {
  const { client } = database;
  const saved: [string, Record<string, unknown>][] = [
    ['ks', { reference_size: 100_000, window: 10_000, reference: 'rolling' }],
    ['ks', { reference_size: 10_000 }],
    ['mmd', { reference_size: 2001, bandwidth: 2 }],
    ['mmd', { reference_size: 100, window: 10_000 }],
    ['mmd', { reference_size: 2000, window: 2000 }],
    ['mmd', {}],
    ['cusum', { reference_size: 100_000 }],
  ];
  for (const [index, [method, params]] of saved.entries()) {
    await client.query(
      `INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
       VALUES (gen_random_uuid(), $1, '*', '*', $2, $3, now())`,
      [`detector ${index}`, method, params],
    );
  }
  expect(await database.migrateOn()).toContain(name);
  const { rows } = await client.query('SELECT method, params, revision FROM detectors ORDER BY name');
  expect(rows.map(({ params, revision }) => ({ params, revision }))).toEqual([
    { params: { reference_size: 10_000, window: 10_000, reference: 'rolling' }, revision: 2 },
    { params: { reference_size: 10_000 }, revision: 1 },
    { params: { reference_size: 2000, bandwidth: 2 }, revision: 2 },
    { params: { reference_size: 100, window: 2000 }, revision: 2 },
    { params: { reference_size: 2000, window: 2000 }, revision: 1 },
    { params: {}, revision: 1 },
    { params: { reference_size: 100_000 }, revision: 1 },
  ]);
  for (const { method, params } of rows) expect(() => parseParams(method, params)).not.toThrow();
});
