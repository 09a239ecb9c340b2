import type { ChartPoint, ChartReading } from '@/components/charts/chart-rows';
import type { ChartIncident } from '@/components/charts/chart-windows';
import type { Incident } from '@/lib/schemas/incidents';
import type { PointBucket, ReadingOut } from '@/lib/schemas/series';

export function toChartPoints(points: PointBucket[]): ChartPoint[] {
  return points.map(({ ts, mean, min, max, count, late }) => ({
    ms: Date.parse(ts),
    mean,
    min,
    max,
    count,
    late,
  }));
}

export function toChartReadings(readings: ReadingOut[]): ChartReading[] {
  return readings.map(({ ts, ...reading }) => ({ ms: Date.parse(ts), ...reading }));
}

const orNull = (iso: string | null) => (iso === null ? null : Date.parse(iso));

export function toChartIncidents(incidents: Incident[]): ChartIncident[] {
  return incidents.map((incident) => ({
    id: incident.id,
    openedMs: Date.parse(incident.opened_ts),
    onsetMs: orNull(incident.onset_ts),
    resolvedMs: orNull(incident.resolved_ts),
    detectorName: incident.detector_name,
  }));
}
