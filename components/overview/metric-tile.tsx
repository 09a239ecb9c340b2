import { EyeOff } from 'lucide-react';
import Link from 'next/link';
import { healthOfSeries } from '@/components/charts/level';
import { LevelBadge } from '@/components/charts/level-badge';
import { Sparkline } from '@/components/charts/sparkline';
import { formatExact, formatUnit, formatValue } from '@/lib/format';
import type { SeriesSummary } from '@/lib/schemas/models';

interface MetricTileProps {
  series: SeriesSummary;
  href: string;
}

export function MetricTile({ series, href }: MetricTileProps) {
  const labels = Object.entries(series.labels);
  const health = healthOfSeries(series);
  return (
    <li className="min-w-0">
      <Link href={href} className="block rounded-md px-3 py-2 hover:bg-raised">
        <span className="flex flex-wrap items-center justify-between gap-x-2 gap-y-1">
          <span className="truncate font-medium text-ink-2" title={series.metric}>
            {series.metric}
          </span>
          {health === 'unwatched' ? (
            <span title="No detector watches it" className="text-ink-3">
              <EyeOff aria-hidden className="size-3.5" />
              <span className="sr-only">Not watched</span>
            </span>
          ) : (
            health !== 'stable' && <LevelBadge level={health} learning={series.learning} />
          )}
        </span>
        {labels.length > 0 && (
          <span className="block truncate text-xs text-ink-3">
            {labels.map(([name, value]) => `${name}=${value}`).join(' ')}
          </span>
        )}
        <span className="mt-1 grid grid-cols-[minmax(4.5rem,auto)_1fr] items-center gap-3">
          {series.last_value === null ? (
            <span className="text-ink-3">no value</span>
          ) : (
            <span
              className="text-lg font-semibold tracking-tight whitespace-nowrap"
              title={`${formatExact(series.last_value)} ${formatUnit(series.unit)}`.trim()}
            >
              {formatValue(series.last_value, series.unit)}
            </span>
          )}
          <Sparkline
            points={series.sparkline.values.map((value, index) => ({
              ms: series.sparkline.offsets_ms[index] ?? 0,
              value,
            }))}
            isDrifting={health === 'drift'}
          />
        </span>
      </Link>
    </li>
  );
}
