'use client';

import { Settings2, Trash } from 'lucide-react';
import { useRef, useState } from 'react';
import { healthOfSeries } from '@/components/charts/level';
import { LevelBadge } from '@/components/charts/level-badge';
import { Card } from '@/components/ui/card';
import { useNearViewport } from '@/components/ui/use-near-viewport';
import { formatCount, formatExact, formatUnit, formatValue } from '@/lib/format';
import type { Incident } from '@/lib/schemas/incidents';
import type { SeriesSummary } from '@/lib/schemas/models';
import { DeleteSeriesDialog } from './delete-series-dialog';
import { MetricDialog } from './metric-dialog';
import type { RangeBounds } from './range';
import { SeriesChart } from './series-chart';

interface SeriesCardProps {
  series: SeriesSummary;
  bounds: RangeBounds;
  domain: [number, number];
  incidents: Incident[];
  chosenDetectorIds: string[];
  onChooseDetectors: (ids: string[]) => void;
}

const iconButton =
  'inline-flex size-9 items-center justify-center rounded-md text-ink-3 hover:bg-raised hover:text-ink';

const directions = {
  higher_is_better: 'higher is better',
  lower_is_better: 'lower is better',
  two_sided: 'both directions matter',
};

/** What became of the points of this series; the counts that are zero are left out. */
function countsOf(series: SeriesSummary): string {
  return [
    formatCount(series.point_count, 'point'),
    series.late_count > 0 && `${formatCount(series.late_count, 'late point')}, stored and not evaluated`,
    series.duplicate_count > 0 && formatCount(series.duplicate_count, 'duplicate'),
    series.conflict_count > 0 && `${formatCount(series.conflict_count, 'conflict')} with stored points`,
  ]
    .filter(Boolean)
    .join(' · ');
}

export function SeriesCard({ series, ...chart }: SeriesCardProps) {
  const [isEditing, setIsEditing] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const isVisible = useNearViewport(frame);
  const labels = Object.entries(series.labels);
  return (
    <Card id={`series-${series.id}`} aria-label={series.metric} className="scroll-mt-16 p-4">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 text-base font-semibold break-all">{series.metric}</h2>
        {labels.map(([name, value]) => (
          <span key={name} className="rounded bg-raised px-1.5 py-0.5 font-mono text-xs break-all text-ink-2">
            {name}={value}
          </span>
        ))}
        <LevelBadge level={healthOfSeries(series)} learning={series.learning} />
        <span className="ml-auto flex items-center gap-2">
          {series.last_value !== null && (
            <span
              className="text-lg font-semibold tracking-tight"
              title={`${formatExact(series.last_value)} ${formatUnit(series.unit)}`.trim()}
            >
              {formatValue(series.last_value, series.unit)}
            </span>
          )}
          <button
            type="button"
            aria-label={`Settings of ${series.metric}`}
            title="Unit, direction, bounds, time zone"
            onClick={() => setIsEditing(true)}
            className={iconButton}
          >
            <Settings2 aria-hidden className="size-4" />
          </button>
          <button
            type="button"
            aria-label={`Delete ${series.metric}`}
            title="Delete the series or some of its points"
            onClick={() => setIsDeleting(true)}
            className={iconButton}
          >
            <Trash aria-hidden className="size-4" />
          </button>
        </span>
      </div>
      <div ref={frame}>
        <SeriesChart series={series} isVisible={isVisible} {...chart} />
      </div>
      {series.late_reason !== null && <p className="mt-3 text-sm text-ink-2">{series.late_reason}</p>}
      <p className="mt-3 text-xs text-ink-3">
        {countsOf(series)} · {directions[series.direction]}
        {series.time_zone !== null && ` · time zone ${series.time_zone}`}
      </p>
      {isDeleting && <DeleteSeriesDialog series={series} onClose={() => setIsDeleting(false)} />}
      {isEditing && <MetricDialog series={series} onClose={() => setIsEditing(false)} />}
    </Card>
  );
}
