import { beforeEach, describe, expect, test } from 'vitest';
import { GET as exportRoute } from '@/app/api/audit/export/route';
import { database } from '@/lib/db/client';
import { asCaller } from '@/lib/http/caller';
import { auditPageSchema } from '@/lib/schemas/audit';
import { exportAudit } from '@/lib/services/audit/export-audit';
import { operator } from '@/lib/services/call';
import { api } from '../helpers/api';
import { emptyDatabase, withTestDatabase } from '../helpers/app-database';

withTestDatabase();
beforeEach(emptyDatabase);

const start = Date.parse('2026-01-01T00:00:00Z');
const minute = 60_000;

interface Row {
  action: string;
  actor?: string;
  entityId?: string;
  modelId?: string;
  detail?: object;
}

/** One row a minute, of entities that do not exist. */
async function write(rows: Row[]) {
  await database().auditRow.createMany({
    data: rows.map(({ action, actor = 'operator', entityId = 'm', modelId = null, detail = {} }, index) => ({
      at: new Date(start + index * minute),
      actor,
      action,
      entityType: action.split('.')[0] ?? '',
      entityId,
      modelId,
      detail,
    })),
  });
}

async function list(query = '') {
  const { status, body } = await api('GET', `/api/audit${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return auditPageSchema.parse(body);
}

const exported = (query: string) =>
  asCaller(operator, () =>
    exportRoute(new Request(`http://driftwatch.test/api/audit/export${query}`), {
      params: Promise.resolve({}),
    }),
  );

describe('the list', () => {
  const rows = [
    { action: 'metric.changed', entityId: 'a' },
    { action: 'metric.changed', entityId: 'b', actor: 'system' },
    { action: 'model.deleted', entityId: 'fraud', modelId: 'fraud' },
    { action: 'metric.made', entityId: 'a' },
    { action: 'metrics.other', entityId: 'a' },
  ];

  test.each([
    ['', [5, 4, 3, 2, 1]],
    ['?actor=system', [2]],
    ['?action=metric.changed', [2, 1]],
    ['?action=metric.', [4, 2, 1]],
    ['?entity_type=model', [3]],
    ['?entity_type=metric&entity_id=a', [4, 1]],
    ['?model_id=fraud', [3]],
    ['?from=2026-01-01T00:02:00Z', [5, 4, 3]],
    ['?to=2026-01-01T00:02:00Z', [3, 2, 1]],
    ['?from=2026-01-01T00:01:00Z&to=2026-01-01T00:02:00Z&action=metric.', [2]],
    ['?actor=nobody', []],
  ])('with %s has the rows that fit, newest first', async (query, ids) => {
    await write(rows);
    expect((await list(query)).items.map(({ id }) => id)).toEqual(ids);
  });

  test.each(['?action=metric', '?action=%25', '?from=yesterday', '?sort=id', '?cursor=WzEsMl0x'])(
    'refuses %s',
    async (query) => {
      expect((await api('GET', `/api/audit${query}`)).status).toBe(400);
    },
  );

  test('comes in pages that neither repeat nor lose a row, also of the same time', async () => {
    await database().auditRow.createMany({
      data: Array.from({ length: 7 }, () => ({
        at: new Date(start),
        actor: 'operator',
        action: 'metric.changed',
        entityType: 'metric',
        entityId: 'm',
        detail: {},
      })),
    });
    const ids: number[] = [];
    let query: string | null = '?limit=3';
    while (query !== null) {
      const { items, next_cursor } = await list(query);
      ids.push(...items.map(({ id }) => id));
      query = next_cursor === null ? null : `?limit=3&cursor=${next_cursor}`;
    }
    expect(ids).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  test('names every actor on its first page', async () => {
    await write(rows);
    expect((await list('?limit=1')).actors).toEqual([
      { actor: 'operator', name: null },
      { actor: 'system', name: null },
    ]);
  });

  test('says of an entity what it is called and whether it still exists', async () => {
    await api('POST', '/api/metrics', {
      model_id: 'fraud',
      metric: 'accuracy',
      value: 0.1,
      labels: { region: 'eu' },
      ts: '2026-01-01T00:00:00Z',
    });
    const limit = { metric_pattern: '*', method: 'static_threshold', params: { lower: 0.5 } };
    const { body: detector } = await api('POST', '/api/detectors', { name: 'floor', ...limit });
    await api('POST', '/api/jobs', { model_id: 'fraud' });
    await api('POST', '/api/keys', { description: 'the scorer', scope: 'ingest' });
    const entities = async () =>
      (await list()).items.map(({ action, model_id, entity_name, entity_exists }) => [
        action,
        model_id,
        entity_name,
        entity_exists,
      ]);
    expect(await entities()).toEqual([
      ['key.created', null, 'the scorer', true],
      ['retrain_job.requested', 'fraud', null, true],
      ['incident.opened', 'fraud', 'accuracy region=eu', true],
      ['detector.created', null, 'floor', true],
    ]);
    await api('DELETE', `/api/detectors/${detector.id}`);
    await api('DELETE', '/api/models/fraud');
    const later = await entities();
    expect(later).toContainEqual(['model.deleted', 'fraud', null, false]);
    expect(later).toContainEqual(['detector.created', null, null, false]);
    expect(later).toContainEqual(['incident.opened', 'fraud', null, false]);
  });
});

describe('the export', () => {
  const many = Array.from({ length: 2345 }, (_, index) => ({
    action: index % 2 === 0 ? 'metric.changed' : 'view.created',
    entityId: `m${index}`,
  }));

  test('as NDJSON has every row that fits, newest first, in pieces of bounded size', async () => {
    await write(many);
    const sizes: number[] = [];
    let text = '';
    for await (const piece of exportAudit({
      actor: operator,
      input: { format: 'ndjson', action: 'metric.' },
    })) {
      sizes.push(piece.split('\n').length - 1);
      text += piece;
    }
    expect(sizes).toEqual([1000, 173]);
    const entries = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries.map(({ entity_id }) => entity_id)).toEqual(
      many
        .filter(({ action }) => action === 'metric.changed')
        .map(({ entityId }) => entityId)
        .reverse(),
    );
    const response = await exported('?format=ndjson&action=metric.');
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    expect(await response.text()).toBe(text);
  });

  test('as CSV quotes what has to be and defuses formulas', async () => {
    await write([
      {
        action: 'metric.changed',
        entityId: '=cmd|/c calc!A1',
        modelId: 'a "b", c',
        detail: { text: 'x\ny' },
      },
    ]);
    const response = await exported('?format=csv');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="driftwatch-audit.csv"');
    expect(await response.text()).toBe(
      'id,at,actor,actor_name,action,entity_type,entity_id,model_id,from_status,to_status,address,detail\r\n' +
        `1,2026-01-01T00:00:00.000Z,operator,,metric.changed,metric,'=cmd|/c calc!A1,"a ""b"", c",,,,"{""text"":""x\\ny""}"\r\n`,
    );
  });

  test('does not show rows that are written while it runs', async () => {
    await write(many);
    const pieces = exportAudit({ actor: operator, input: { format: 'ndjson' } });
    await pieces.next();
    await database().auditRow.create({
      data: { actor: 'operator', action: 'metric.late', entityType: 'metric', entityId: 'm', detail: {} },
    });
    let rest = '';
    for await (const piece of pieces) rest += piece;
    expect(rest.split('\n')).toHaveLength(1345 + 1);
    expect(rest).not.toContain('metric.late');
  });

  test('refuses another format before it begins', async () => {
    const response = await exported('?format=xlsx');
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('problem+json');
  });
});
