import type { Change } from '@/lib/schemas/change';
import type { Job, Reason } from '@/lib/schemas/jobs';

/** A job that waits; what is given replaces what it has. */
export function jobOf(given: Partial<Job> = {}): Job {
  return {
    id: 'b1202882-0ba1-4418-85a9-93d341ebc0f0',
    model_id: 'churn',
    status: 'pending_approval',
    reasons: [],
    reason_count: given.reasons?.length ?? 0,
    cause: 'none',
    open_incident_count: 0,
    worst: null,
    decision: null,
    decided_by: null,
    decided_by_name: null,
    decided_at: null,
    comment: null,
    created_at: '2026-01-31T11:00:00.000Z',
    updated_at: '2026-01-31T12:00:00.000Z',
    closed_at: null,
    closed_by: null,
    closed_by_name: null,
    closing_comment: null,
    ...given,
  };
}

/** A drift of accuracy that is under way. */
export function reasonOf(given: Partial<Reason> = {}): Reason {
  return {
    kind: 'drift_detected',
    metric: 'accuracy',
    delta: -0.05,
    unit: '1',
    text: null,
    ts: '2026-01-31T10:00:00.000Z',
    onset_ts: null,
    series_id: 1,
    labels: {},
    direction: 'higher_is_better',
    incident_id: 'i1',
    detector_name: 'one',
    change: null,
    incident_state: 'open',
    resolved_ts: null,
    resolution: null,
    ...given,
  };
}

export function changeOf(effect: number | null, diff = effect ?? 0): Change {
  return {
    before: { mean: 1, sd: effect === null ? null : 1, count: 100 },
    after: { mean: 1 + diff, count: 10 },
    diff,
    effect,
  };
}

export function worstOf(change: Change | null, incident_id = 'i1'): NonNullable<Job['worst']> {
  return {
    incident_id,
    series_id: 1,
    metric: 'accuracy',
    labels: {},
    unit: '1',
    direction: 'higher_is_better',
    change,
  };
}
