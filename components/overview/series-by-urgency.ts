import type { Level } from '@/components/charts/level';
import type { SeriesSummary } from '@/lib/schemas/models';

const levelRank: Record<Level, number> = { drift: 1, warning: 2, insufficient_data: 3, stable: 4 };

/** Series that need a person first, what nobody watches last. */
export function seriesByUrgency(series: SeriesSummary[]): SeriesSummary[] {
  const rank = ({ open_incident_count, level }: SeriesSummary) =>
    open_incident_count > 0 ? 0 : level === null ? 9 : levelRank[level];
  return series.toSorted(
    (a, b) => rank(a) - rank(b) || a.metric.localeCompare(b.metric, 'en') || a.id - b.id,
  );
}
