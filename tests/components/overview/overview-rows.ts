import type { OpenChange, Overview, OverviewRow } from '../../../lib/schemas/overview';

export function row(id: string, given: Partial<OverviewRow> = {}): OverviewRow {
  return {
    id,
    health: 'stable',
    place: 0,
    series: { id: 1, metric: 'accuracy', labels: {}, unit: '1', last_value: 0.9 },
    series_count: 1,
    metrics: ['accuracy'],
    labels: {},
    last_ts: '2026-03-01T00:00:00Z',
    learning: null,
    open_incident_count: 0,
    open_job: null,
    ...given,
  };
}

export function change(modelId: string, effect: number | null, given: Partial<OpenChange> = {}): OpenChange {
  return {
    incident_id: `incident-${modelId}-${effect}`,
    series_id: 7,
    model_id: modelId,
    metric: 'accuracy',
    labels: {},
    unit: '1',
    direction: 'higher_is_better',
    opened_ts: '2026-03-01T00:00:00Z',
    onset_ts: null,
    before: 0.892,
    sd: 0.006,
    after: 0.842,
    effect,
    ...given,
  };
}

/** Places as the server gives them: the rows in their order. */
export function overview(rows: OverviewRow[], changes: OpenChange[] = []): Overview {
  return {
    rows: rows.map((one, place) => ({ ...one, place })),
    changes,
    ended_count: 0,
    detector_count: 1,
    enabled_detector_count: 1,
    at: '2026-03-02T00:00:00Z',
  };
}
