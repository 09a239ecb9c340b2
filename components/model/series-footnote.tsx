import { formatCount } from '@/lib/format';
import type { SeriesSummary } from '@/lib/schemas/models';

export const directionText = {
  higher_is_better: 'higher is better',
  lower_is_better: 'lower is better',
  two_sided: 'both directions matter',
};

/** What became of the points of this series; the counts that are zero are left out. */
export function countsOf(series: SeriesSummary): string {
  return [
    formatCount(series.point_count, 'point'),
    series.late_count > 0 && `${formatCount(series.late_count, 'late point')}, stored and not evaluated`,
    series.duplicate_count > 0 && formatCount(series.duplicate_count, 'duplicate'),
    series.conflict_count > 0 && `${formatCount(series.conflict_count, 'conflict')} with stored points`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What is to be known of a series beside its values. */
export function SeriesFootnote({ series }: { series: SeriesSummary }) {
  return (
    <>
      {series.late_reason !== null && <p className="mt-2 text-sm text-ink-2">{series.late_reason}</p>}
      <p className="mt-2 text-xs text-ink-3">
        {countsOf(series)}
        {series.time_zone !== null && ` · time zone ${series.time_zone}`}
      </p>
    </>
  );
}
