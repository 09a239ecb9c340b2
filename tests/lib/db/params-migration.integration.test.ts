import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabaseBefore, type DatabaseBefore } from '../../helpers/database-before';

const name = '20261128205500_params_of_new_versions';
let database: DatabaseBefore;

beforeEach(async () => {
  database = await createDatabaseBefore(name);
});
afterEach(() => database.drop());

test('saved detectors lose the params that their methods no longer take, and are primed again', async () => {
  const { client } = database;
  const saved = [
    ['anomaly', '{"threshold": 4.5, "learning_points": 300}'],
    ['auto', '{"reference_size": 256, "direction": "worse"}'],
    ['auto', '{"reference_size": 100}'],
    ['cusum', '{"threshold": 5, "reference_size": 256}'],
  ];
  for (const [index, [method, params]] of saved.entries()) {
    await client.query(
      `INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
       VALUES (gen_random_uuid(), $1, '*', '*', $2, $3, now())`,
      [`detector ${index}`, method, params],
    );
  }
  expect(await database.migrateOn()).toContain(name);
  const { rows } = await client.query('SELECT params, revision FROM detectors ORDER BY name');
  expect(rows).toEqual([
    { params: { learning_points: 300 }, revision: 2 },
    { params: { direction: 'worse' }, revision: 2 },
    { params: { reference_size: 100 }, revision: 1 },
    { params: { threshold: 5, reference_size: 256 }, revision: 1 },
  ]);
});
