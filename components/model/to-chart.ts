import type { ChartPoint, ChartReading } from '@/components/charts/chart-rows';
import type { ChartAnnotation } from '@/components/charts/chart-windows';
import type { Annotation } from '@/lib/schemas/annotations';
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

export function toChartAnnotations(annotations: Annotation[]): ChartAnnotation[] {
  return annotations.map(({ id, ts, end_ts, kind, text }) => ({
    id,
    ms: Date.parse(ts),
    endMs: end_ts === null ? null : Date.parse(end_ts),
    kind,
    text,
  }));
}
