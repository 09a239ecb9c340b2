import { memo } from 'react';
import type { SparklineData } from '@/lib/schemas/overview';
import { heightOf, trendBox, trendPaths } from './trend-path';

const line = { fill: 'none', strokeWidth: 1.25, strokeLinejoin: 'round', strokeLinecap: 'round' } as const;

/** The last 30 days against the reference; the words beside it say the same, so screen readers skip it. */
export const Trend = memo(function Trend({ data }: { data: SparklineData | undefined }) {
  const { width, height, bandSd } = trendBox;
  const paths = data && trendPaths(data);
  const top = heightOf(bandSd);
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="h-7 w-full text-ink-2"
    >
      {data?.reference && (
        <rect
          y={top}
          width={width}
          height={heightOf(-bandSd) - top}
          className="fill-chart-reference/12 forced-colors:fill-[GrayText]"
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
