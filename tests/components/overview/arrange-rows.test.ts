import { expect, test } from 'vitest';
import { arrangeRows, parseSort, sortText } from '../../../components/overview/arrange-rows';
import { parseRowQuery, statesIn, withStates } from '../../../components/overview/row-query';
import { change, overview, row } from './overview-rows';

const models = overview(
  [
    row('fraud', {
      health: 'drift',
      metrics: ['accuracy', 'log_loss'],
      labels: { region: ['eu', 'us'], version: ['2026.11'] },
      series: { id: 2, metric: 'accuracy', labels: { region: 'eu' }, unit: '1', last_value: 0.8 },
      open_incident_count: 2,
      open_job: { id: 'j', status: 'pending_approval' },
    }),
    row('spam filter', { health: 'drift', open_incident_count: 1 }),
    row('demand-eu', { health: 'silent', metrics: ['rmse'], labels: { region: ['eu'] } }),
    row('lead-10', { health: 'insufficient_data', last_ts: null }),
    row('lead-9'),
  ],
  [
    change('spam filter', -12, { opened_ts: '2026-03-01T12:00:00Z' }),
    change('fraud', -8, { labels: { region: 'eu' }, opened_ts: '2026-02-01T00:00:00Z' }),
    change('fraud', 3, { metric: 'log_loss', labels: { region: 'us' }, opened_ts: '2026-02-01T00:00:00Z' }),
  ],
);

const view = (query: string, sort: string | null = null, groupBy: string | null = null) =>
  arrangeRows(models, { query, sort: parseSort(sort), groupBy });
const ids = (query: string, sort: string | null = null) =>
  view(query, sort).lines.flatMap((line) => (line.kind === 'row' ? [line.row.id] : []));

test('the order is that of the states, of one state the largest change first', () => {
  expect(ids('')).toEqual(['spam filter', 'fraud', 'demand-eu', 'lead-10', 'lead-9']);
});

test.each([
  ['state:drift', ['spam filter', 'fraud']],
  ['state:silent,learning', ['demand-eu', 'lead-10']],
  ['STATE:Drift fraud', ['fraud']],
  ['metric:log_loss', ['fraud']],
  ['metric:acc', []],
  ['metric:acc* state:drift', ['spam filter', 'fraud']],
  ['region:eu', ['fraud', 'demand-eu']],
  ['region:e* version:*.11', ['fraud']],
  ['-region:eu', ['spam filter', 'lead-10', 'lead-9']],
  ['"spam filter"', ['spam filter']],
  ['model:lead-*', ['lead-10', 'lead-9']],
  ['job:pending', ['fraud']],
  ['-job:none', ['fraud']],
  ['changed:24h', ['spam filter']],
  ['changed:5w', ['spam filter', 'fraud']],
  ['changed:nonsense', []],
  ['2026.11', ['fraud']],
  ['lead 9', ['lead-9']],
  ['owner:me', []],
  ['state:', ['spam filter', 'fraud', 'demand-eu', 'lead-10', 'lead-9']],
  ['"', ['spam filter', 'fraud', 'demand-eu', 'lead-10', 'lead-9']],
])('the query %s finds %j', (query, found) => {
  expect(ids(query)).toEqual(found);
});

test('each column sorts either way, and what is not known comes last both times', () => {
  expect(ids('', 'model')).toEqual(['demand-eu', 'fraud', 'lead-9', 'lead-10', 'spam filter']);
  expect(ids('', '-change').slice(0, 2)).toEqual(['spam filter', 'fraud']);
  expect(ids('', 'change').slice(0, 2)).toEqual(['fraud', 'spam filter']);
  expect(ids('', 'last_data').at(-1)).toBe('lead-10');
  expect(ids('', '-last_data').at(-1)).toBe('lead-10');
});

test('an order is written into the address, and one that nobody knows is that of urgency', () => {
  for (const text of ['-change', 'model', '-state']) expect(sortText(parseSort(text))).toBe(text);
  expect(sortText(parseSort('state'))).toBeNull();
  expect(parseSort('-nothing')).toEqual({ key: 'state', isDescending: false });
});

test('the counts say what another choice of states would find', () => {
  const { counts, rowCount } = view('state:drift region:eu');
  expect(rowCount).toBe(1);
  expect(counts).toMatchObject({ drift: 1, silent: 1, stable: 0, learning: 0 });
});

test('a row shows the worst change that the query is about', () => {
  const shown = (query: string) =>
    view(query).lines.flatMap((line) =>
      line.kind === 'row' && line.row.id === 'fraud' ? [line.change?.metric] : [],
    );
  expect(shown('')).toEqual(['accuracy']);
  expect(shown('region:us')).toEqual(['log_loss']);
  expect(shown('metric:log_loss')).toEqual(['log_loss']);
});

test('a model is in the group of each value of the label, there with its own change', () => {
  const lines = view('', null, 'region').lines.map((line) =>
    line.kind === 'group' ? `${line.label} (${line.count})` : `${line.row.id} ${line.change?.metric ?? '–'}`,
  );
  expect(lines).toEqual([
    'region=eu (2)',
    'fraud accuracy',
    'demand-eu –',
    'region=us (1)',
    'fraud log_loss',
    'no region (3)',
    'spam filter accuracy',
    'lead-10 –',
    'lead-9 –',
  ]);
});

test('a choice of states changes that part of the query alone', () => {
  expect(withStates('region:eu state:drift "a b"', ['silent'])).toBe('state:silent region:eu "a b"');
  expect(withStates('state:drift', [])).toBe('');
  expect(withStates('-state:stable x', ['drift'])).toBe('state:drift -state:stable x');
  expect(statesIn(parseRowQuery('state:stable,drift -state:silent'))).toEqual(['drift', 'stable']);
});
