/** A stretch of the series, in epoch milliseconds. */
export interface ChartSpan {
  fromMs: number;
  toMs: number;
  mean: number;
  sampleCount: number;
}

/** What the detector compares with what: drawn over the values. */
export interface ChartWindows {
  reference: ChartSpan | null;
  current: ChartSpan | null;
  lower: number | null;
  upper: number | null;
}

export const noWindows: ChartWindows = { reference: null, current: null, lower: null, upper: null };

/** One incident as a mark on the time axis. */
export interface ChartIncident {
  id: string;
  openedMs: number;
  onsetMs: number | null;
  /** When it last got clearly worse. */
  worsenedMs: number | null;
  resolvedMs: number | null;
  detectorName: string;
}

/** A deploy or a note of a person, at a time or for a while. */
export interface ChartAnnotation {
  id: string;
  ms: number;
  endMs: number | null;
  kind: 'deploy' | 'note';
  text: string;
}

interface ApiIncident {
  id: string;
  opened_ts: string;
  onset_ts: string | null;
  escalated_ts: string | null;
  resolved_ts: string | null;
  detector_name: string;
}

interface ApiSpan {
  from: string;
  to: string;
  mean: number;
  sample_count: number;
}

interface ApiWindows {
  reference: ApiSpan | null;
  current: ApiSpan | null;
  band: { lower: number | null; upper: number | null } | null;
}

function toSpan(span: ApiSpan | null): ChartSpan | null {
  return (
    span && {
      fromMs: Date.parse(span.from),
      toMs: Date.parse(span.to),
      mean: span.mean,
      sampleCount: span.sample_count,
    }
  );
}

/** The windows of a run or of frozen evidence. */
export function toChartWindows(windows: ApiWindows): ChartWindows {
  return {
    reference: toSpan(windows.reference),
    current: toSpan(windows.current),
    lower: windows.band?.lower ?? null,
    upper: windows.band?.upper ?? null,
  };
}

/** What the metric's values can be at all. */
export interface ChartBounds {
  lower: number | null;
  upper: number | null;
}

/** A limit at or beyond the bounds of the metric limits nothing: no accuracy lies above 1. */
export function withinBounds(windows: ChartWindows, bounds: ChartBounds): ChartWindows {
  const { lower, upper } = windows;
  const isLowerReal = lower !== null && (bounds.lower === null || lower > bounds.lower);
  const isUpperReal = upper !== null && (bounds.upper === null || upper < bounds.upper);
  return { ...windows, lower: isLowerReal ? lower : null, upper: isUpperReal ? upper : null };
}

/** The part of a stretch that lies inside the shown range, or null when none does. */
export function clipSpan(fromMs: number, toMs: number, domain: [number, number]): [number, number] | null {
  if (toMs < domain[0] || fromMs > domain[1]) return null;
  return [Math.max(fromMs, domain[0]), Math.min(toMs, domain[1])];
}

/** The marks of incidents that a stretch of time shows, of those that go on and of those that are over. */
export interface IncidentMarks {
  open: boolean;
  over: boolean;
  onset: boolean;
  worsening: boolean;
}

export function incidentMarks(incidents: readonly ChartIncident[], domain: [number, number]): IncidentMarks {
  const shown = incidents.filter(
    ({ openedMs, resolvedMs }) => clipSpan(openedMs, resolvedMs ?? domain[1], domain) !== null,
  );
  const isShown = (ms: number | null) => ms !== null && ms >= domain[0] && ms <= domain[1];
  return {
    open: shown.some(({ resolvedMs }) => resolvedMs === null),
    over: shown.some(({ resolvedMs }) => resolvedMs !== null),
    onset: incidents.some(({ onsetMs }) => isShown(onsetMs)),
    worsening: incidents.some(({ worsenedMs }) => isShown(worsenedMs)),
  };
}

const msOrNull = (iso: string | null) => (iso === null ? null : Date.parse(iso));

export function toChartIncident(incident: ApiIncident): ChartIncident {
  return {
    id: incident.id,
    openedMs: Date.parse(incident.opened_ts),
    onsetMs: msOrNull(incident.onset_ts),
    worsenedMs: msOrNull(incident.escalated_ts),
    resolvedMs: msOrNull(incident.resolved_ts),
    detectorName: incident.detector_name,
  };
}
