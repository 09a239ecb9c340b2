import { beforeEach, describe, expect, it } from 'vitest';
import { database } from '@/lib/db/client';
import { prismaRunner } from '@/lib/db/sql-runner';
import { api } from '../../../helpers/api';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';

withTestDatabase();

const detectorId = '00000000-0000-7000-8000-000000000000';
const sql = () => prismaRunner(database());

/** A model with 60 series of one metric and one of another, each with two points; `small` has one series. */
beforeEach(async () => {
  await emptyDatabase();
  await sql()(`INSERT INTO models (id) VALUES ('big'), ('small'), ('bare')`, []);
  await sql()(
    `INSERT INTO metrics (name, direction) VALUES ('accuracy', 'two_sided'), ('loss', 'two_sided')`,
    [],
  );
  await sql()(
    `INSERT INTO series (model_id, metric, labels, labels_key, last_ts)
     SELECT 'big', 'loss', labels::jsonb, labels, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 second'
     FROM generate_series(1, 60) AS n, LATERAL (SELECT format('{"slice":"%s"}', lpad(n::text, 2, '0')) AS labels) AS made
     UNION ALL VALUES ('big', 'accuracy', '{}'::jsonb, '{}', NULL::timestamptz), ('small', 'loss', '{}', '{}', NULL)`,
    [],
  );
  await sql()(
    `INSERT INTO points (series_id, ts, value, received_at)
     SELECT id, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 ms', id * n, now() FROM series, generate_series(1, 2) AS n`,
    [],
  );
  await sql()(
    `INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, updated_at)
     VALUES ($1::uuid, 'd', '*', '*', 'ewma', '{}', now())`,
    [detectorId],
  );
  await sql()(
    `INSERT INTO detector_runs (detector_id, series_id, revision, state, level)
     SELECT $1::uuid, id, 1, '{}',
       (CASE labels ->> 'slice' WHEN '44' THEN 'drift' WHEN '50' THEN 'warning' WHEN '31' THEN 'insufficient_data' ELSE 'stable' END)::level
     FROM series WHERE labels ->> 'slice' <> '60'`,
    [detectorId],
  );
  await sql()(
    `INSERT INTO incidents (id, detector_id, series_id, model_id, detector_name, method, opened_ts, value, statistic,
       threshold, evidence, evidence_hash)
     SELECT $1::uuid, $1::uuid, id, 'big', 'd', 'ewma', now(), 1, 1, 1, '{}', '' FROM series WHERE labels ->> 'slice' = '57'`,
    [detectorId],
  );
});

const slices = (model: { series: { labels: { slice?: string } }[] }) =>
  model.series.map(({ labels }) => labels.slice ?? '');

describe('a list', () => {
  it('returns the six most urgent series, in order, and counts all of them', async () => {
    const { items } = (await api('GET', '/api/models')).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual(['bare', 'big', 'small']);
    expect(slices(items[1])).toEqual(['57', '44', '50', '31', '01', '02']);
    expect(items[1]).toMatchObject({
      series_count: 61,
      metrics: [
        { name: 'accuracy', series_count: 1 },
        { name: 'loss', series_count: 60 },
      ],
      last_ts: '2026-01-01T00:01:00.000Z',
      health: 'drift',
      open_incident_count: 1,
    });
    expect(items[0]).toMatchObject({ series: [], series_count: 0, health: 'unwatched', last_ts: null });
  });

  it('gives each series its own level, incidents and last values', async () => {
    const [, big] = (await api('GET', '/api/models')).body.items;
    const drifting = big.series.find((one: { labels: { slice?: string } }) => one.labels.slice === '44');
    expect(drifting).toMatchObject({
      level: 'drift',
      open_incident_count: 0,
      last_ts: '2026-01-01T00:00:44.000Z',
      sparkline: { offsets_ms: [0, 1], values: [44, 88] },
    });
  });
});

describe('one model', () => {
  it('has fifty series, or as many as requested', async () => {
    expect((await api('GET', '/api/models/big')).body.series).toHaveLength(50);
    const whole = (await api('GET', '/api/models/big?series=1000')).body;
    expect(whole.series).toHaveLength(61);
    expect(slices(whole).slice(-3)).toEqual(['59', '', '60']);
    expect(slices((await api('GET', '/api/models/big?series=3')).body)).toEqual(['57', '44', '50']);
    expect((await api('GET', '/api/models/big?series=0')).status).toBe(400);
  });

  it('has the series after the first ones, in the same order', async () => {
    const whole = (await api('GET', '/api/models/big?series=1000')).body;
    const rest = (await api('GET', '/api/models/big?series=50&skip=50')).body;
    expect(slices(rest)).toEqual(slices(whole).slice(50));
    expect(rest.series_count).toBe(61);
    expect((await api('GET', '/api/models/big?skip=2147483647')).body.series).toEqual([]);
    expect((await api('GET', '/api/models/big?skip=2147483648')).status).toBe(400);
    expect((await api('GET', '/api/models/big?skip=-1')).status).toBe(400);
  });

  it('uses levels of enabled detectors only', async () => {
    await sql()('UPDATE detectors SET enabled = false', []);
    expect((await api('GET', '/api/models/small')).body).toMatchObject({
      health: 'unwatched',
      series: [{ level: null }],
    });
  });
});
