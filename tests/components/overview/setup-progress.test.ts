import { expect, test } from 'vitest';
import { attentionOf } from '../../../components/overview/attention-strip';
import { setupProgress } from '../../../components/overview/setup-progress';
import { sampleModelId } from '../../../lib/schemas/sample';
import { change, overview, row } from './overview-rows';

test('the steps follow what is there: points, a detector on them, learning, a verdict', () => {
  expect(setupProgress(overview([]))).toMatchObject({ model: null, isDone: false });
  const unwatched = setupProgress(overview([row('churn', { health: 'unwatched' })]));
  expect(unwatched).toMatchObject({ model: { id: 'churn' }, hasDetector: false, isDone: false });
  const learning = setupProgress(
    overview([
      row('churn', { health: 'insufficient_data', learning: { seen: 1, needed: 20 } }),
      row('fraud', { health: 'insufficient_data', learning: { seen: 9, needed: 20 } }),
    ]),
  );
  expect(learning).toMatchObject({ hasDetector: true, learning: { id: 'fraud' }, isDone: false });
  expect(setupProgress(overview([row('churn')])).isDone).toBe(true);
});

test('the sample alone is no set-up', () => {
  const progress = setupProgress(overview([row(sampleModelId, { health: 'drift' })]));
  expect(progress).toMatchObject({ model: null, isDone: false });
});

test('the strip names the worst change of each model, and counts what is open, waits and is new', () => {
  const rows = [
    row('fraud', { open_incident_count: 20, open_job: { id: 'j', status: 'deferred' } }),
    row('spam', { open_incident_count: 1, open_job: { id: 'k', status: 'running' } }),
  ];
  const changes = [
    change('fraud', -9, { labels: { region: 'eu' }, opened_ts: '2026-01-01T00:00:00Z' }),
    change('fraud', -8, { labels: { region: 'us' }, opened_ts: '2026-01-01T00:00:00Z' }),
    change('spam', 2, { opened_ts: '2026-03-01T23:00:00Z' }),
  ];
  const attention = attentionOf({ ...overview(rows, changes), ended_count: 4 });
  expect(attention.named.map(({ model_id, labels }) => [model_id, labels])).toEqual([
    ['fraud', { region: 'eu' }],
    ['spam', {}],
  ]);
  expect(attention).toMatchObject({ incidentCount: 21, waitingCount: 1, changedCount: 1, endedCount: 4 });
});
