/** What `GET /api/incidents/:id/context` answers, as far as it is shown. */
export interface IncidentContext {
  siblings: { label_names: string[]; total: number; items: Sibling[] };
  by_label: { name: string; value: string; total: number; moved: number }[];
  moved_with: Mover[];
  annotations: ContextAnnotation[];
  timeline: TimelineEntry[];
}

export interface Sibling {
  series_id: number;
  labels: Record<string, string>;
  before_mean: number | null;
  after_mean: number | null;
  diff: number | null;
  effect: number | null;
  has_open_incident: boolean;
  incident_id: string | null;
  is_self: boolean;
}

export interface Mover {
  series_id: number;
  metric: string;
  labels: Record<string, string>;
  unit: string | null;
  before_mean: number;
  after_mean: number;
  diff: number;
  effect: number;
  incident_id: string | null;
  onset_ts: string | null;
}

export interface ContextAnnotation {
  id: string;
  metric: string | null;
  ts: string;
  text: string;
  kind: 'deploy' | 'note';
  created_by: string;
}

export interface TimelineEntry {
  at: string;
  kind: 'incident' | 'job' | 'annotation';
  action: string;
  actor: string;
  comment: string | null;
  entity_id: string;
}
