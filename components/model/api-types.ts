/** A deploy or a note of a person, of a model or of one of its metrics. */
export interface Annotation {
  id: string;
  model_id: string;
  metric: string | null;
  ts: string;
  end_ts: string | null;
  text: string;
  kind: 'deploy' | 'note';
  created_at: string;
  created_by: string;
}

export interface AnnotationInput {
  model_id: string;
  metric?: string;
  ts?: string;
  end_ts?: string;
  text: string;
  kind: Annotation['kind'];
}

interface ComparedWindow {
  series_id: number;
  from: string;
  to: string;
  count: number;
  mean: number | null;
  sd: number | null;
}

/** `GET /api/series/compare`: two stretches, and by how much the second differs from the first. */
export interface SeriesComparison {
  a: ComparedWindow;
  b: ComparedWindow;
  difference: {
    diff: number;
    lower: number | null;
    upper: number | null;
    confidence: number;
    effect: number | null;
  } | null;
  histogram: { edges: number[]; a: number[]; b: number[] } | null;
}
