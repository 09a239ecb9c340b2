import { describe, expect, test } from 'vitest';
import type { ListedAuditEntry } from '@/lib/schemas/audit';
import { byDay, clockTime } from '../../../components/activity/by-day';
import {
  fieldChanges,
  hrefOf,
  notesOf,
  subjectOf,
  summaryOf,
} from '../../../components/activity/describe-entry';
import { auditQuery, readFilters } from '../../../components/activity/filters';

function entry(fields: Partial<ListedAuditEntry>): ListedAuditEntry {
  return {
    id: 1,
    at: '2026-11-29T12:00:00.000Z',
    actor: 'operator',
    actor_name: null,
    action: 'detector.changed',
    entity_type: 'detector',
    entity_id: '7',
    entity_name: null,
    entity_exists: true,
    model_id: null,
    from_status: null,
    to_status: null,
    address: null,
    detail: {},
    ...fields,
  };
}

describe('the change of an entry', () => {
  test('is the params that differ, not the others', () => {
    const changed = entry({
      detail: {
        before: { params: { lower: 0.8, upper: null } },
        after: { params: { lower: 0.7, upper: null } },
      },
    });
    expect(fieldChanges(changed)).toEqual([{ field: 'lower', before: '0.8', after: '0.7' }]);
    expect(summaryOf(changed)).toBe('lower 0.8 → 0.7');
  });

  test.each([
    ['a switch', { before: { enabled: true }, after: { enabled: false } }, 'enabled yes → no'],
    [
      'an object that was not there',
      { before: { min_change: null }, after: { min_change: { value: 1, unit: 'percent' } } },
      'min change none → 1 percent',
    ],
    [
      'several fields',
      { before: { name: 'a', mode: 'live' }, after: { name: 'b', mode: 'shadow' } },
      'name, mode',
    ],
    [
      'a reason',
      { resolution: 'new_level', comment: 'as planned' },
      'the new level counts as normal: “as planned”',
    ],
    ['nothing but a comment', { comment: 'because' }, '“because”'],
    ['nothing', {}, ''],
  ])('of %s', (_, detail, summary) => {
    expect(summaryOf(entry({ detail }))).toBe(summary);
  });

  test('of a job is its state in words', () => {
    const approved = entry({ from_status: 'pending_approval', to_status: 'queued' });
    expect(summaryOf(approved)).toBe('waiting for approval → approved, queued');
    expect(summaryOf(entry({ from_status: 'open', to_status: 'open' }))).toBe('');
  });

  test('of a deletion is all that there was', () => {
    expect(fieldChanges(entry({ detail: { before: { text: 'v2', end_ts: null } } }))).toEqual([
      { field: 'text', before: 'v2', after: undefined },
      { field: 'end ts', before: 'none', after: undefined },
    ]);
  });

  test('leaves the rest to the notes, without what machines read', () => {
    const detail = { comment: 'x', reasons: 'drift_detected accuracy ×2', traceparent: '00-1', name: 'n' };
    expect(notesOf(entry({ detail }))).toEqual([
      { name: 'comment', text: 'x' },
      { name: 'reasons', text: 'drift of accuracy ×2' },
    ]);
  });
});

test.each([
  ['its present name', { entity_name: 'floor', detail: { name: 'limits' } }, null, 'floor'],
  ['the name it had', { entity_exists: false, detail: { name: 'limits' } }, null, 'limits'],
  [
    'the metric of a series that is gone',
    { entity_type: 'series', model_id: 'm', detail: { metric: 'loss' } },
    'm',
    'loss',
  ],
  [
    'the text of a note that is gone',
    { entity_type: 'annotation', detail: { before: { text: 'v2' } } },
    null,
    'v2',
  ],
  ['a metric', { entity_type: 'metric', entity_id: 'loss' }, null, 'loss'],
  ['a model', { entity_type: 'model', entity_id: 'm', model_id: 'm' }, 'm', ''],
])('the subject is %s', (_, fields, model, name) => {
  expect(subjectOf(entry(fields))).toEqual({ model, name });
});

test.each([
  [{}, '/detectors/7'],
  [{ entity_exists: false }, null],
  [{ entity_type: 'retrain_job' }, '/queue?job=7'],
  [{ entity_type: 'incident' }, '/incidents/7'],
  [{ entity_type: 'model', model_id: 'a/b' }, '/models/a%2Fb'],
  [{ entity_type: 'series', model_id: 'm', detail: { metric: 'p 95' } }, '/models/m?metric=p%2095#series-7'],
  [{ entity_type: 'view' }, null],
])('%o leads to %s', (fields, href) => {
  expect(hrefOf(entry(fields))).toBe(href);
});

test('days are those of the zone that is shown', () => {
  const entries = ['2026-11-29T23:30:00.000Z', '2026-11-29T22:30:00.000Z'].map((at) => entry({ at }));
  expect(byDay(entries, 'UTC').map(({ day }) => day)).toEqual(['29 Nov 2026']);
  expect(byDay(entries, 'Europe/Berlin').map(({ day, entries: of }) => [day, of.length])).toEqual([
    ['30 Nov 2026', 1],
    ['29 Nov 2026', 1],
  ]);
  expect(clockTime('2026-11-29T23:30:05.000Z', 'Europe/Berlin')).toBe('00:30:05');
});

describe('the filters', () => {
  const read = (text: string) => readFilters(new URLSearchParams(text));

  test('name one entity, whose id may have colons', () => {
    const { entity_type, entity_id } = auditQuery(read('entity=metric:a:b'), 'UTC');
    expect([entity_type, entity_id]).toEqual(['metric', 'a:b']);
  });

  test.each([
    ['UTC', '2026-11-29T00:00:00.000Z', '2026-11-29T23:59:59.999Z'],
    ['Asia/Kolkata', '2026-11-28T18:30:00.000Z', '2026-11-29T18:29:59.999Z'],
  ])('take a whole day in %s', (zone, from, to) => {
    const query = auditQuery(read('from=2026-11-29&to=2026-11-29'), zone);
    expect([query.from, query.to].map((ms) => new Date(ms ?? 0).toISOString())).toEqual([from, to]);
  });

  test('take the 23 hours of the day on which clocks go forward', () => {
    const { from = 0, to = 0 } = auditQuery(read('from=2026-03-29&to=2026-03-29'), 'Europe/Berlin');
    expect(to + 1 - from).toBe(23 * 3_600_000);
  });

  test('ignore what is not a day', () => {
    expect(read('from=yesterday')).toMatchObject({ from: '' });
  });
});
