import { describe, expect, test } from 'vitest';
import { isOfLastDay, readFilters, stateQuery, withLastDay } from '@/components/incidents/filters';
import { groupIncidents, sharedLabels } from '@/components/incidents/incident-groups';
import { viewOf } from '../evidence/view';

const incident = (id: string, effect: number) =>
  viewOf([1, 2], {
    id,
    change: { before: { mean: 1, sd: 1, count: 9 }, after: { mean: 1, count: 9 }, diff: effect, effect },
  });
const group = (key: string, ...incident_ids: string[]) => ({
  key,
  model_id: 'm',
  from_ts: '',
  to_ts: '',
  incident_ids,
  worst_incident_id: incident_ids[0] ?? '',
});

describe('groupIncidents', () => {
  test('one that goes on over a page is one group, with the worst of both pages', () => {
    const groups = groupIncidents([
      { items: [incident('a', 1), incident('b', -3)], groups: [group('k', 'a'), group('l', 'b')] },
      { items: [incident('c', -7)], groups: [group('k', 'c')] },
    ]);
    expect(groups.map(({ incidents }) => incidents.map(({ id }) => id))).toEqual([['a', 'c'], ['b']]);
    expect(groups[0]?.worst.id).toBe('c');
  });
});

test('the labels of a group are those that all of its incidents have', () => {
  const of = (labels: Record<string, string>) => ({ ...incident('a', 1), labels });
  const [eu, us] = [of({ region: 'eu', version: '2' }), of({ region: 'us', version: '2' })];
  expect(sharedLabels({ incidents: [eu, us] })).toEqual({ version: '2' });
  expect(sharedLabels({ incidents: [eu, us, of({})] })).toEqual({});
});

describe('filters', () => {
  const read = (query: string) => readFilters(new URLSearchParams(query));
  test('are open incidents unless the address says otherwise', () => {
    expect(read('')).toEqual({ state: 'open', search: '' });
    expect(read('state=wrong&q= metric:accuracy ')).toEqual({ state: 'open', search: 'metric:accuracy' });
    expect(stateQuery(read(''))).toBe('open,acknowledged');
    expect(stateQuery(read('state=all'))).toBeUndefined();
    expect(stateQuery(read('state=resolved'))).toBe('resolved');
  });
});

describe('the choice of the last day', () => {
  test.each([
    ['fraud', 'fraud changed:24h', 'fraud'],
    ['', 'changed:24h', ''],
    ['changed:7d region:"changed eu"', 'region:"changed eu" changed:24h', 'region:"changed eu"'],
    ['fraud changed:24h state:open', 'fraud state:open changed:24h', 'fraud state:open'],
  ])('of the search “%s” replaces any other span', (search, on, off) => {
    expect(withLastDay(search, true)).toBe(on);
    expect(withLastDay(search, false)).toBe(off);
    expect([isOfLastDay(on), isOfLastDay(off)]).toEqual([true, false]);
  });

  test('is not made while a longer span is asked for', () => {
    expect(isOfLastDay('changed:7d')).toBe(false);
    expect(isOfLastDay('changed:24h changed:7d')).toBe(false);
  });
});
