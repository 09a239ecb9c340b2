import { beforeEach, describe, expect, it } from 'vitest';
import { database } from '@/lib/db/client';
import { prismaRunner } from '@/lib/db/sql-runner';
import { api } from '../../../helpers/api';
import { emptyDatabase, withTestDatabase } from '../../../helpers/app-database';

withTestDatabase();

const uuid = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const sql = () => prismaRunner(database());
const ids = (body: { items: { id: string }[] }) => body.items.map(({ id }) => id);
const byUrgency = '/api/models?order=urgency';

/**
 * Models named after what is known about them, each with a series of one metric and enabled or disabled
 * detectors.
 */
beforeEach(async () => {
  await emptyDatabase();
  const models = [
    ['a-stable', 'Latency_P99', 'stable', uuid(1)],
    ['b-little', 'loss', 'insufficient_data', uuid(1)],
    ['c-off', 'loss', 'drift', uuid(2)],
    ['d-warning', 'loss', 'warning', uuid(1)],
    ['e-waiting', 'loss', 'stable', uuid(1)],
    ['f-drift', 'loss', 'drift', uuid(1)],
    ['g-incident', 'latency_p99', 'stable', uuid(1)],
    ['h-queued', 'loss', 'stable', uuid(1)],
    ['i-resolved', 'loss', 'stable', uuid(1)],
    ['j-wandering', 'loss', 'unstable', uuid(1)],
  ];
  const columns = [0, 1, 2, 3].map((at) => models.map((model) => model[at]));
  await sql()(
    `INSERT INTO detectors (id, name, model_pattern, metric_pattern, method, params, enabled, updated_at)
     VALUES ($1::uuid, 'on', '*', '*', 'ewma', '{}', true, now()), ($2::uuid, 'off', '*', '*', 'ewma', '{}', false, now())`,
    [uuid(1), uuid(2)],
  );
  await sql()(`INSERT INTO models (id) SELECT unnest($1::text[])`, [columns[0]]);
  await sql()(
    `INSERT INTO metrics (name, direction) SELECT DISTINCT unnest($1::text[]), 'two_sided'::metric_direction`,
    [columns[1]],
  );
  await sql()(
    `INSERT INTO series (model_id, metric, labels, labels_key) SELECT *, '{}', '{}' FROM unnest($1::text[], $2::text[])`,
    columns.slice(0, 2),
  );
  await sql()(
    `INSERT INTO detector_runs (detector_id, series_id, revision, state, level)
     SELECT detector::uuid, id, 1, '{}', given.level::level
     FROM unnest($1::text[], $2::text[], $3::text[]) AS given(model, level, detector) JOIN series ON model_id = model`,
    [columns[0], columns[2], columns[3]],
  );
  await sql()(
    `INSERT INTO incidents (id, detector_id, series_id, model_id, detector_name, method, opened_ts, value, statistic,
       threshold, evidence, evidence_hash, state)
     SELECT CASE model_id WHEN 'g-incident' THEN $1::uuid ELSE $2::uuid END, $1::uuid, id, model_id, 'on', 'ewma', now(), 1, 1, 1,
       '{}', '', (CASE model_id WHEN 'g-incident' THEN 'open' ELSE 'resolved' END)::incident_state
     FROM series WHERE model_id IN ('g-incident', 'i-resolved')`,
    [uuid(1), uuid(2)],
  );
  await sql()(
    `INSERT INTO retrain_jobs (id, model_id, status, updated_at)
     VALUES ($1::uuid, 'e-waiting', 'pending_approval', now()), ($2::uuid, 'h-queued', 'queued', now())`,
    [uuid(1), uuid(2)],
  );
});

const urgent = [
  'g-incident',
  'f-drift',
  'e-waiting',
  'd-warning',
  'j-wandering',
  'c-off',
  'b-little',
  'a-stable',
  'h-queued',
  'i-resolved',
];

describe('models by urgency', () => {
  it('start with drift, more incidents first, then waiting jobs, then the rest by health', async () => {
    const { body } = await api('GET', byUrgency);
    expect(ids(body)).toEqual(urgent);
    expect(body.items.map(({ health }: { health: string }) => health)).toEqual([
      'drift',
      'drift',
      'stable',
      'warning',
      'unstable',
      'unwatched',
      'insufficient_data',
      'stable',
      'stable',
      'stable',
    ]);
    expect(body.items[2].open_job).toEqual({ id: uuid(1), status: 'pending_approval' });
  });

  it('continue after a cursor where the previous page ended', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await api('GET', `${byUrgency}&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...ids(body));
      cursor = body.next_cursor ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(urgent);
  });

  it.each(['漢', '"', '\\', 'é', '😀'])(
    'continue after the longest possible id, of %s',
    async (character) => {
      const longest = character.repeat(200 / character.length);
      await sql()(`INSERT INTO models (id) VALUES ($1), ($1 || 'last')`, [longest]);
      for (const order of ['id', 'urgency']) {
        const address = `/api/models?order=${order}&search=${encodeURIComponent(longest.slice(0, 100))}&limit=1`;
        const first = (await api('GET', address)).body;
        const second = await api('GET', `${address}&cursor=${first.next_cursor}`);
        expect(second.status, JSON.stringify(second.body)).toBe(200);
        expect([...ids(first), ...ids(second.body)]).toEqual([longest, `${longest}last`]);
      }
    },
  );

  it('refuse the cursor of another order', async () => {
    const { body } = await api('GET', '/api/models?limit=2');
    expect((await api('GET', `${byUrgency}&cursor=${body.next_cursor}`)).status).toBe(400);
  });
});

describe('a search', () => {
  it('finds models that contain every word in the id or in a metric, in any case', async () => {
    const found = async (search: string) =>
      ids((await api('GET', `/api/models?search=${encodeURIComponent(search)}`)).body);
    expect(await found('latency')).toEqual(['a-stable', 'g-incident']);
    expect(await found(' LATENCY  incident ')).toEqual(['g-incident']);
    expect(await found('latency loss')).toEqual([]);
    expect(await found('%')).toEqual([]);
    expect(await found('  ')).toHaveLength(10);
  });

  it('counts its results by health, also beyond the page', async () => {
    const { body } = await api('GET', `${byUrgency}&search=latency&limit=1`);
    expect(body.counts).toEqual({
      drift: 1,
      silent: 0,
      warning: 0,
      late: 0,
      unstable: 0,
      insufficient_data: 0,
      stable: 1,
      unwatched: 0,
    });
    expect(ids(body)).toEqual(['g-incident']);
  });

  it('for a text that PostgreSQL cannot store is refused', async () => {
    expect((await api('GET', '/api/models?search=%00')).status).toBe(400);
  });
});

describe('the series of a list', () => {
  it('are left out on request, with everything else unchanged', async () => {
    const [whole] = (await api('GET', '/api/models?limit=1')).body.items;
    const [bare] = (await api('GET', '/api/models?limit=1&series=0')).body.items;
    expect(whole.series).toHaveLength(1);
    expect(bare).toEqual({ ...whole, series: [] });
  });

  it('and the models have a maximum number', async () => {
    expect((await api('GET', '/api/models?limit=1000&series=6')).status).toBe(200);
    expect((await api('GET', '/api/models?limit=1001')).status).toBe(400);
    expect((await api('GET', '/api/models?series=7')).status).toBe(400);
  });
});
