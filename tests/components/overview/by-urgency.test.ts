import { describe, expect, it } from 'vitest';
import { modelsByUrgency, modelsMatching, seriesByUrgency } from '@/components/overview/by-urgency';
import type { Model, SeriesSummary } from '@/lib/schemas/models';

const model = (id: string, health: Model['health'], more: Partial<Model> = {}): Model => ({
  id,
  health,
  created_at: '2026-01-01T00:00:00Z',
  series: [],
  series_count: 0,
  metrics: [],
  last_ts: null,
  open_incident_count: 0,
  open_job: null,
  ...more,
});
const series = (metric: string, more: Partial<SeriesSummary> = {}) =>
  ({ id: 1, metric, level: 'stable', open_incident_count: 0, ...more }) as SeriesSummary;

describe('modelsByUrgency', () => {
  it('puts first what needs a person', () => {
    const models = [
      model('a-stable', 'stable'),
      model('b-little', 'insufficient_data'),
      model('c-unwatched', 'unwatched'),
      model('d-warning', 'warning'),
      model('e-waiting', 'stable', { open_job: { id: '1', status: 'pending_approval' } }),
      model('f-drift', 'drift'),
    ];
    expect(modelsByUrgency(models).map(({ id }) => id)).toEqual([
      'f-drift',
      'e-waiting',
      'd-warning',
      'c-unwatched',
      'b-little',
      'a-stable',
    ]);
  });

  it('does not count a job that was decided', () => {
    const queued = model('queued', 'stable', { open_job: { id: '1', status: 'queued' } });
    expect(modelsByUrgency([queued, model('warning', 'warning')])[0]?.id).toBe('warning');
  });

  it('orders equals by open incidents, then by name, and leaves its input alone', () => {
    const models = [
      model('b', 'drift'),
      model('a', 'drift'),
      model('c', 'drift', { open_incident_count: 2 }),
    ];
    expect(modelsByUrgency(models).map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    expect(models[0]?.id).toBe('b');
  });
});

describe('seriesByUrgency', () => {
  it('puts open incidents first and what nobody watches last', () => {
    const list = [series('a', { level: null }), series('b'), series('c', { level: 'warning' })];
    const open = series('d', { open_incident_count: 1 });
    expect(seriesByUrgency([...list, open]).map(({ metric }) => metric)).toEqual(['d', 'c', 'b', 'a']);
  });
});

describe('modelsMatching', () => {
  const models = [
    model('Fraud/EU', 'stable', { metrics: [{ name: 'latency_p99', series_count: 1 }] }),
    model('churn', 'stable', { metrics: [{ name: 'accuracy', series_count: 1 }] }),
  ];

  it('finds every word in the id or a metric, whatever the case', () => {
    expect(modelsMatching(models, 'fraud LATENCY').map(({ id }) => id)).toEqual(['Fraud/EU']);
    expect(modelsMatching(models, 'fraud accuracy')).toEqual([]);
    expect(modelsMatching(models, '  ')).toHaveLength(2);
  });
});
