import type { IncidentView } from '@/components/evidence/queries';

export const hour = 3_600_000;
export const start = Date.parse('2026-11-01T00:00:00Z');
export const isoAt = (index: number) => new Date(start + index * hour).toISOString();

/** A value every hour from the first of November on. */
export function valuesOf(values: number[]) {
  return values.map((value, index) => ({ ts: isoAt(index), value }));
}

/** An open incident of a lasting change with these frozen values; what is given replaces what it has. */
export function viewOf(values: number[], given: Partial<IncidentView> = {}): IncidentView {
  const frozen = valuesOf(values);
  const point = frozen.at(-1) ?? { ts: isoAt(0), value: 0 };
  return {
    id: '0f1a4a58-1111-4111-8111-000000000001',
    detector_id: null,
    detector_name: 'everything',
    method: 'auto',
    series_id: 1,
    model_id: 'fraud-scoring',
    metric: 'accuracy',
    labels: {},
    unit: '1',
    direction: 'higher_is_better',
    lower_bound: 0,
    upper_bound: 1,
    state: 'open',
    found_at_priming: false,
    change: null,
    opened_ts: point.ts,
    onset_ts: null,
    resolved_ts: null,
    resolution: null,
    value: point.value,
    delta: null,
    statistic: 4.2,
    threshold: 4,
    escalation_count: 0,
    escalated_ts: null,
    escalated_value: null,
    escalated_delta: null,
    can_adopt: true,
    evidence_hash: 'abc',
    job_id: null,
    facts: null,
    created_at: point.ts,
    evidence: {
      detector: {
        id: 'd',
        name: 'everything',
        revision: 1,
        method: 'auto',
        method_version: 6,
        params: { false_alarm_every: 10_000 },
      },
      series: {
        id: 1,
        model_id: 'fraud-scoring',
        metric: 'accuracy',
        labels: {},
        direction: 'higher_is_better',
      },
      point,
      reading: { statistic: 4.2, threshold: 4, level: 'drift', delta: null },
      windows: { reference: null, band: null, current: null },
      values: frozen,
    },
    ...given,
  };
}
