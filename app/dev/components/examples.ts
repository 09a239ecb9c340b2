import { healthSchema } from '@/lib/schemas/models';
import type { OpenChange, OverviewRow } from '@/lib/schemas/overview';
import type { Trend } from '@/lib/schemas/trends';

export const exampleChange: OpenChange = {
  incident_id: '01a224eb-0000-7000-8000-000000000000',
  series_id: 1,
  model_id: 'fraud-scoring',
  metric: 'accuracy',
  labels: { region: 'eu', version: '2026.11' },
  unit: '1',
  direction: 'higher_is_better',
  opened_ts: '2026-03-01T17:05:00Z',
  onset_ts: '2026-03-01T17:00:00Z',
  before: 0.892,
  sd: 0.006,
  after: 0.842,
  effect: -8.3,
};

/** A row of every health. */
export const exampleRows: OverviewRow[] = healthSchema.options.map((health, place) => ({
  id: health === 'drift' ? 'fraud-scoring' : `a model that is ${health.replaceAll('_', ' ')}`,
  health,
  place,
  series: { id: place + 2, metric: 'accuracy', labels: { region: 'eu' }, unit: '1', last_value: 0.7954 },
  series_count: 4,
  metrics: ['accuracy'],
  labels: { region: ['eu'] },
  last_ts: '2026-03-01T18:00:00Z',
  learning: health === 'insufficient_data' ? { seen: 56, needed: 256, remaining_ms: 8.3 * 86_400_000 } : null,
  open_incident_count: health === 'drift' ? 3 : 0,
  open_job: health === 'drift' ? { id: 'job', status: 'pending_approval' } : null,
}));

const from = '2026-03-01T00:00:00Z';
const stepMs = 3_600_000;
const wave = Array.from({ length: 40 }, (_, index) => 0.9 + 0.008 * Math.sin(index));

function trend(values: (number | null)[], given: Partial<Trend> = {}): Trend {
  const band = { lower: 0.88, upper: 0.92 };
  return { series_id: 1, metric: 'accuracy', from, step_ms: stepMs, values, band, ...given };
}

export const exampleTrends: Record<string, { data: Trend | undefined; onsetMs: number | null }> = {
  calm: { data: trend(wave), onsetMs: null },
  'a fall': {
    data: trend(wave.map((value, index) => value - (index > 30 ? 0.05 : 0))),
    onsetMs: Date.parse(from) + 31 * stepMs,
  },
  gaps: { data: trend(wave.map((value, index) => (index % 12 > 8 ? null : value))), onsetMs: null },
  constant: { data: trend([5, 5, 5], { band: null }), onsetMs: null },
  'not there yet': { data: undefined, onsetMs: null },
};
