import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseBefore, type DatabaseBefore } from '../../helpers/database-before';

const name = '20261124120000_rollups';
let database: DatabaseBefore;

beforeEach(async () => {
  database = await createDatabaseBefore(name);
});
afterEach(() => database.drop());

it('points and runs of the time before get their rollups and the time of their state', async () => {
  await database.client.query(`
    INSERT INTO models (id) VALUES ('m');
    INSERT INTO metrics (name, direction) VALUES ('accuracy', 'higher_is_better');
    INSERT INTO series (model_id, metric, labels, labels_key) VALUES ('m', 'accuracy', '{}', '{}');
    INSERT INTO points (series_id, ts, value, received_at, late) VALUES
      (1, '2026-01-31T12:01:00Z', 3, now(), false), (1, '2026-01-31T12:04:00Z', 1, now(), true),
      (1, '2026-01-31T13:00:00Z', 1.7e308, now(), false), (1, '2026-01-31T13:01:00Z', 1.7e308, now(), false);
    INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
      VALUES ('00000000-0000-7000-8000-000000000000', 'd', '*', '*', 'ewma', '{}', now());
    INSERT INTO detector_runs (detector_id, series_id, revision, state, windows, last_ts)
      VALUES ('00000000-0000-7000-8000-000000000000', 1, 1, '{}', '{}', '2026-01-31T13:01:00Z')`);
  expect(await database.migrateOn()).toContain(name);
  const { rows } = await database.client.query('SELECT * FROM rollups ORDER BY step_seconds, bucket');
  const at = (time: string) => new Date(`2026-01-31T${time}Z`);
  const first = {
    series_id: 1,
    count: 2,
    late_count: 1,
    sum: 4,
    min: 1,
    max: 3,
    last: 1,
    last_ts: at('12:04:00'),
  };
  expect(rows).toMatchObject([
    { ...first, step_seconds: 300, bucket: at('12:00:00') },
    { step_seconds: 300, bucket: at('13:00:00'), count: 2, sum: 2e298, min: 1.7e308 },
    { ...first, step_seconds: 3600, bucket: at('12:00:00') },
    { step_seconds: 3600, bucket: at('13:00:00'), count: 2 },
    {
      step_seconds: 86_400,
      bucket: at('00:00:00'),
      count: 4,
      late_count: 1,
      min: 1,
      max: 1.7e308,
      last: 1.7e308,
    },
  ]);
  const runs = await database.client.query('SELECT checkpoint_ts FROM detector_runs');
  expect(runs.rows).toEqual([{ checkpoint_ts: at('13:01:00') }]);
});
