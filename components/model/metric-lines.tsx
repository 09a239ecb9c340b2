'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { chartRows } from '@/components/charts/chart-rows';
import type { ChartAnnotation, ChartIncident } from '@/components/charts/chart-windows';
import { LinesChart } from '@/components/charts/lines-chart';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { SeriesSummary } from '@/lib/schemas/models';
import { envelope } from './mean-lines';
import { type MetricGroup, shortName } from './metric-groups';
import { manyPointsQuery, pointsQuery } from './queries';
import { toChartPoints } from './to-chart';
import type { ModelPage } from './use-model-page';

interface MetricLinesProps {
  group: MetricGroup;
  varying: string[];
  /** Those that are drawn one by one. */
  drawn: SeriesSummary[];
  colors: Map<number, string>;
  page: ModelPage;
  incidents: ChartIncident[];
  annotations: ChartAnnotation[];
  isVisible: boolean;
}

export const linesHeight = 220;

/** The series of a metric as lines, up to eight in colour; the rest is a grey band behind them. */
export function MetricLines({ group, varying, drawn, colors, page, isVisible, ...marks }: MetricLinesProps) {
  const points = useQueries({
    queries: drawn.map((series) => pointsQuery({ series, bounds: page.bounds, isVisible })),
    combine: (results) => ({
      items: results.map(({ data }) => data?.items),
      error: results.find(({ error, data }) => error && !data)?.error,
      isReady: results.every(({ data }) => data !== undefined),
    }),
  });
  const others = group.series.filter((one) => !drawn.includes(one));
  const rest = useQuery(manyPointsQuery(others, page.bounds, isVisible));

  const lines = useMemo(
    () =>
      drawn.map((series, index) => ({
        id: String(series.id),
        name: shortName(series.labels, varying),
        color: colors.get(series.id) ?? 'var(--chart-value)',
        rows: chartRows(toChartPoints(points.items[index] ?? []), []),
        isStrong: series.id === page.openId,
      })),
    [drawn, varying, colors, points.items, page.openId],
  );
  const band = useMemo(
    () => envelope((rest.data ?? []).map(({ items }) => toChartPoints(items))),
    [rest.data],
  );
  const first = group.series[0];

  if (points.error)
    return <Notice kind="error">The points could not be loaded. {points.error.message}</Notice>;
  if (!points.isReady) return <Skeleton className="h-72" />;
  return (
    <LinesChart
      label={`${group.metric} of ${group.series.length} series over time`}
      lines={lines}
      rest={others.length > 0 ? band : []}
      restName={`${others.length} others`}
      domain={page.domain}
      unit={group.unit}
      bounds={{ lower: first?.lower_bound ?? null, upper: first?.upper_bound ?? null }}
      decimals={group.decimals}
      height={linesHeight}
      {...marks}
    />
  );
}
