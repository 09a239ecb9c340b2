'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { chartRows } from '@/components/charts/chart-rows';
import type { ChartAnnotation, ChartIncident } from '@/components/charts/chart-windows';
import { lineColor } from '@/components/charts/line-colors';
import { LinesChart, type NamedLine } from '@/components/charts/lines-chart';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { formatCount } from '@/lib/format';
import type { PointBucket } from '@/lib/schemas/series';
import { mostLines } from './chosen-lines';
import { envelope, meanLine } from './mean-lines';
import { groupsByLabel, type MetricGroup } from './metric-groups';
import { linesHeight } from './metric-lines';
import { manyPointsQuery } from './queries';
import { toChartPoints } from './to-chart';
import type { ModelPage } from './use-model-page';

interface GroupedLinesProps {
  group: MetricGroup;
  label: string;
  page: ModelPage;
  incidents: ChartIncident[];
  annotations: ChartAnnotation[];
  isVisible: boolean;
}

interface LabelGroup {
  name: string;
  color: string;
  count: number;
  mean: { ms: number; value: number }[];
  band: { ms: number; band: [number, number] }[];
}

const asPoints = (items: PointBucket[] | undefined) => toChartPoints(items ?? []);

function toNamedLine({ name, color, mean }: LabelGroup): NamedLine {
  const points = mean.map(({ ms, value }) => ({
    ms,
    mean: value,
    min: value,
    max: value,
    count: 1,
    late: 0,
  }));
  return { id: name, name, color, rows: chartRows(points, []) };
}

function extentOf(groups: LabelGroup[]): { low: number; high: number } | undefined {
  const values = groups.flatMap(({ band }) => band.flatMap(({ band: both }) => both));
  if (values.length === 0) return undefined;
  return {
    low: values.reduce((low, value) => Math.min(low, value)),
    high: values.reduce((high, value) => Math.max(high, value)),
  };
}

/**
 * One line per value of a label: the mean of its series. Side by side, each has its own chart on the same
 * axes.
 */
export function GroupedLines({ group, label, page, isVisible, ...marks }: GroupedLinesProps) {
  const ids = useMemo(() => group.series.map(({ id }) => id), [group.series]);
  const { data, error } = useQuery(manyPointsQuery(group.series, page.bounds, isVisible));
  const groups = useMemo((): LabelGroup[] => {
    const pointsOf = new Map(ids.map((id, index) => [id, asPoints(data?.[index]?.items)]));
    return groupsByLabel(group.series, label)
      .slice(0, mostLines)
      .map(({ value, series }, index) => {
        const lines = series.map(({ id }) => pointsOf.get(id) ?? []);
        return {
          name: value ?? `no ${label}`,
          color: lineColor(index),
          count: series.length,
          mean: meanLine(lines),
          band: envelope(lines),
        };
      });
  }, [data, ids, group.series, label]);
  const lines = useMemo(() => groups.map(toNamedLine), [groups]);
  const first = group.series[0];

  if (error && !data) return <Notice kind="error">The points could not be loaded. {error.message}</Notice>;
  if (!data) return <Skeleton className="h-72" />;
  const shared = {
    domain: page.domain,
    unit: group.unit,
    bounds: { lower: first?.lower_bound ?? null, upper: first?.upper_bound ?? null },
    decimals: group.decimals,
    ...marks,
  };
  if (!page.grouping.isSideBySide) {
    return (
      <LinesChart
        label={`${group.metric} by ${label} over time, means of their series`}
        lines={lines}
        rest={[]}
        restName=""
        height={linesHeight}
        {...shared}
      />
    );
  }
  const extent = extentOf(groups);
  return (
    <div className="grid gap-4 [grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr))]">
      {groups.map((one, index) => (
        <div key={one.name} className="min-w-0">
          <h3 className="text-sm font-medium" style={{ color: one.color }}>
            {label}={one.name}{' '}
            <span className="text-ink-3">({formatCount(one.count, 'series', 'series')})</span>
          </h3>
          <LinesChart
            label={`${group.metric} of ${label} ${one.name} over time, mean of its series`}
            lines={lines.slice(index, index + 1)}
            rest={one.count > 1 ? one.band : []}
            restName="lowest to highest"
            extent={extent}
            height={170}
            {...shared}
          />
        </div>
      ))}
    </div>
  );
}
