import type { ChartPoint, ChartReading } from '@/components/charts/chart-rows';
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
