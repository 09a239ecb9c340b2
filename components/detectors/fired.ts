import type { ChartPoint, ChartReading } from '@/components/charts/chart-rows';
import type { ChartIncident } from '@/components/charts/chart-windows';
import { formatCount } from '@/lib/format';
import type { Preview, PreviewBacktest } from '@/lib/schemas/preview';

export type TriedSeries = Preview['series'][number];

export const roleNames: Record<TriedSeries['role'], string> = {
  worst: 'Worst',
  median: 'Median',
  calm: 'Calmest',
  chosen: 'Chosen',
};

const msOrNull = (iso: string | null) => (iso === null ? null : Date.parse(iso));

/** A point of the preview stands for `count` of the series, or about as many. */
export function toPoints({ points, point_count }: TriedSeries): ChartPoint[] {
  const count = Math.max(1, Math.round(point_count / Math.max(1, points.length)));
  return points.map(({ ts, mean, min, max }) => ({ ms: Date.parse(ts), mean, min, max, count, late: 0 }));
}

export function toReadings({ readings }: PreviewBacktest): ChartReading[] {
  return readings.map(({ ts, ...reading }) => ({ ms: Date.parse(ts), ...reading }));
}

export function toIncidents({ incidents }: PreviewBacktest, name: string): ChartIncident[] {
  return incidents.map(({ opened_ts, onset_ts, resolved_ts }) => ({
    id: opened_ts,
    openedMs: Date.parse(opened_ts),
    onsetMs: msOrNull(onset_ts),
    worsenedMs: null,
    resolvedMs: msOrNull(resolved_ts),
    detectorName: name,
  }));
}

/** When it would have fired last on any of the series that are shown, in epoch milliseconds. */
export function lastFiredMs(series: readonly TriedSeries[]): number | null {
  const times = series.flatMap(({ backtest }) =>
    (backtest?.incidents ?? []).map(({ opened_ts }) => Date.parse(opened_ts)),
  );
  return times.length === 0 ? null : Math.max(...times);
}

export function timesText(count: number): string {
  if (count === 0) return 'not once';
  return count === 1 ? 'once' : formatCount(count, 'time');
}
