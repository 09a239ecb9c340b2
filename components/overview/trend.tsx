import { memo } from 'react';
import type { Trend as TrendData } from '@/lib/schemas/trends';
import { heightOf, trendBox, trendPaths } from './trend-path';

const line = { fill: 'none', strokeWidth: 1.25, strokeLinejoin: 'round', strokeLinecap: 'round' } as const;

interface TrendProps {
  data: TrendData | undefined;
  onsetMs: number | null;
}

/**
 * The last 30 days against the ordinary values; the words beside it say the same, so screen readers skip it.
 */
export const Trend = memo(function Trend({ data, onsetMs }: TrendProps) {
  const { width, height } = trendBox;
  const paths = data && trendPaths(data, onsetMs);
  const top = heightOf(1);
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="h-7 w-full text-ink-2"
    >
      {data?.band && (
        <rect
          y={top}
          width={width}
          height={heightOf(-1) - top}
          className="fill-chart-reference/12 forced-colors:fill-none forced-colors:stroke-[GrayText]"
        />
      )}
      {paths && (
        <>
          <path d={paths.before} stroke="currentColor" vectorEffect="non-scaling-stroke" {...line} />
          <path
            d={paths.since}
            className="stroke-drift"
            vectorEffect="non-scaling-stroke"
            {...line}
            strokeWidth={1.75}
          />
        </>
      )}
    </svg>
  );
});
