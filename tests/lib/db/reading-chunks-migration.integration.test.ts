import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabaseBefore, type DatabaseBefore } from '../../helpers/database-before';

const name = '20261124190000_reading_chunks';
let database: DatabaseBefore;

beforeEach(async () => {
  database = await createDatabaseBefore(name);
});
afterEach(() => database.drop());

it('readings up to the checkpoint of their run become chunks, and all of a run that does not go on', async () => {
  await database.client.query(`
    INSERT INTO models (id) VALUES ('m');
    INSERT INTO metrics (name, direction) VALUES ('accuracy', 'higher_is_better');
    INSERT INTO series (model_id, metric, labels, labels_key) VALUES ('m', 'accuracy', '{}', '{}');
    INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at, enabled, revision)
      SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, n, '*', '*', 'ewma', '{}', now(), n <> 2, 1
      FROM generate_series(1, 4) AS n;
    INSERT INTO detector_runs (detector_id, series_id, revision, state, state_ts)
      SELECT id, 1, CASE name WHEN '3' THEN 0 ELSE 1 END, '{}', CASE WHEN name <> '4' THEN timestamptz '2026-01-31T00:00:00Z' + interval '1100 s' END
      FROM detectors ORDER BY id;
    INSERT INTO readings (run_id, ts, statistic, threshold, level)
      SELECT run, '2026-01-31T00:00:00Z'::timestamptz + n * interval '1 s', nullif(n % 50, 7), 9,
        (CASE WHEN n = 30 THEN 'drift' WHEN n = 1030 THEN 'warning' WHEN n < 5 THEN 'insufficient_data' ELSE 'stable' END)::level
      FROM generate_series(1, 4) AS run, generate_series(1, 1200) AS n`);
  expect(await database.migrateOn()).toContain(name);
  const at = (second: number) => new Date(Date.parse('2026-01-31T00:00:00Z') + second * 1000);
  const { rows } = await database.client.query('SELECT * FROM reading_chunks ORDER BY run_id, last_ts');
  expect(rows.map(({ run_id, first_ts, last_ts, ts }) => [run_id, first_ts, last_ts, ts.length])).toEqual([
    [1, at(1), at(1024), 1024],
    [1, at(1025), at(1100), 76],
    [2, at(1), at(1024), 1024],
    [2, at(1025), at(1200), 176],
    [3, at(1), at(1024), 1024],
    [3, at(1025), at(1200), 176],
  ]);
  const [first, second] = rows;
  expect(first).toMatchObject({
    worst_level: 'drift',
    worst_ts: at(30),
    worst_statistic: 30,
    worst_threshold: 9,
  });
  expect(second).toMatchObject({ worst_level: 'warning', worst_ts: at(1030), worst_statistic: 30 });
  expect(first.ts.slice(0, 2)).toEqual([at(1), at(2)]);
  expect(first.statistics.slice(5, 8)).toEqual([6, null, 8]);
  expect(first.thresholds.slice(0, 2)).toEqual([9, 9]);
  expect([first.levels[3], first.levels[4], first.levels[29], second.levels[5]]).toEqual([0, 1, 4, 3]);
  const runs = await database.client.query('SELECT checkpoint_ts FROM detector_runs ORDER BY id');
  expect(runs.rows.map(({ checkpoint_ts }) => checkpoint_ts)).toEqual([at(1100), at(1200), at(1200), null]);
});
