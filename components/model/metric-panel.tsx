'use client';

import { useMemo, useRef } from 'react';
import { toChartIncident } from '@/components/charts/chart-windows';
import { lineColor } from '@/components/charts/line-colors';
import { Card } from '@/components/ui/card';
import { classNames } from '@/components/ui/class-names';
import { Skeleton } from '@/components/ui/skeleton';
import { useNearFrame, useNearViewport } from '@/components/ui/use-near-viewport';
import { changePageQuery } from '@/components/ui/use-page-query';
import { formatCount } from '@/lib/format';
import type { Annotation } from '@/lib/schemas/annotations';
import type { Incident } from '@/lib/schemas/incidents';
import type { SeriesSummary } from '@/lib/schemas/models';
import { chosenLines, withLine } from './chosen-lines';
import { ComparisonTable } from './comparison-table';
import { GroupedLines } from './grouped-lines';
import { IncidentRow } from './incident-row';
import { LabelChips } from './label-chips';
import { labelText, type MetricGroup, pairsOf, seriesName, shortName, varyingLabels } from './metric-groups';
import { MetricLines } from './metric-lines';
import { DeleteSeries, MetricSettings } from './series-actions';
import { SeriesChart } from './series-chart';
import { directionText, SeriesFootnote } from './series-footnote';
import { SeriesTable } from './series-table';
import { toChartAnnotations } from './to-chart';
import type { ModelPage } from './use-model-page';

interface MetricPanelProps {
  modelId: string;
  group: MetricGroup;
  /** How many series of the metric there are; not all need to be loaded. */
  seriesCount: number;
  page: ModelPage;
  incidents: Incident[];
  annotations: Annotation[];
  /** Whether a link led here. */
  isTarget: boolean;
}

interface SeriesDetailProps extends Pick<MetricPanelProps, 'modelId' | 'page' | 'incidents' | 'annotations'> {
  series: SeriesSummary;
  decimals: number;
}

/** What an open row shows: the series with its detector, its incidents, and what can be done with it. */
function SeriesDetail({ series, incidents, ...chart }: SeriesDetailProps) {
  const own = useMemo(
    () => incidents.filter(({ series_id }) => series_id === series.id),
    [incidents, series.id],
  );
  const frame = useRef<HTMLElement>(null);
  const isVisible = useNearViewport(frame);
  return (
    <section ref={frame} aria-label={seriesName(series)} className="px-3 pt-2 pb-3">
      <div className="mb-1 flex flex-wrap items-center gap-x-2 gap-y-1">
        <LabelChips labels={series.labels} />
        <span className="ml-auto">
          <DeleteSeries modelId={chart.modelId} series={series} name={seriesName(series)} />
        </span>
      </div>
      <SeriesChart series={series} incidents={own} isVisible={isVisible} {...chart} />
      <SeriesFootnote series={series} />
      {own.length > 0 && (
        <ul className="mt-2 max-h-48 overflow-y-auto rounded border border-line bg-surface">
          {own.slice(0, 10).map((incident) => (
            <IncidentRow key={incident.id} incident={incident} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** The pairs that the page asks to compare: two windows of the same series, or two values of a label. */
function useComparison(group: MetricGroup, varying: string[], { a, b, grouping, domain }: ModelPage) {
  return useMemo(() => {
    const { label, compared } = grouping;
    const [fromMs, toMs] = [Math.round(domain[0]), Math.round(domain[1])];
    if (label !== null && compared) {
      const pairs = pairsOf(group.series, label, compared).map((pair) => ({
        key: `${pair.a.id} ${pair.b.id}`,
        name: pair.key,
        a: { seriesId: pair.a.id, ...(a ?? { fromMs, toMs }) },
        b: { seriesId: pair.b.id, ...(b ?? a ?? { fromMs, toMs }) },
      }));
      const names: [string, string] = [`${label} ${compared[0]}`, `${label} ${compared[1]}`];
      return pairs.length > 0 ? { pairs, names } : null;
    }
    if (!a || !b) return null;
    return {
      names: ['window A', 'window B'] as [string, string],
      pairs: group.series.map((series) => ({
        key: String(series.id),
        name: varying.length === 0 ? labelText(series.labels) : shortName(series.labels, varying),
        a: { seriesId: series.id, ...a },
        b: { seriesId: series.id, ...b },
      })),
    };
  }, [group.series, varying, a, b, grouping, domain]);
}

/** One metric of a model: its series as lines, and what they are now in a table. */
export function MetricPanel({ modelId, group, seriesCount, page, isTarget, ...marks }: MetricPanelProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { isNear: isVisible, height } = useNearFrame(frame);
  const { series, metric, decimals } = group;
  const [first] = series;
  const varying = useMemo(() => varyingLabels(series), [series]);
  const drawn = useMemo(() => chosenLines(series, page.lineIds), [series, page.lineIds]);
  const colors = useMemo(() => new Map(drawn.map(({ id }, index) => [id, lineColor(index)])), [drawn]);
  const incidents = useMemo(
    () => marks.incidents.filter((incident) => incident.metric === metric),
    [marks.incidents, metric],
  );
  const annotations = useMemo(
    () => marks.annotations.filter((one) => one.metric === null || one.metric === metric),
    [marks.annotations, metric],
  );
  const chartMarks = useMemo(
    () => ({ incidents: incidents.map(toChartIncident), annotations: toChartAnnotations(annotations) }),
    [incidents, annotations],
  );
  const comparison = useComparison(group, varying, page);
  if (!first) return null;

  const isSingle = seriesCount === 1 && series.length === 1;
  const { label } = page.grouping;
  const isGrouped = label !== null && series.some(({ labels }) => labels[label] !== undefined) && !isSingle;
  const detail = { modelId, page, incidents, annotations, decimals };
  // A watched series also has the name of its detector and the strip of the statistic.
  const place = isSingle && first.level !== null ? 'min-h-82' : 'min-h-72';
  return (
    <Card
      id={`metric-${metric}`}
      aria-label={metric}
      className={classNames('scroll-mt-40 p-4', isTarget && 'outline-2 outline-tide')}
    >
      <div className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 text-base font-semibold break-all">{metric}</h2>
        {isSingle && <LabelChips labels={first.labels} />}
        <span className="text-xs text-ink-3">
          {!isSingle && `${formatCount(seriesCount, 'series', 'series')} · `}
          {directionText[first.direction]}
          {series.length < seriesCount && ` · ${series.length} loaded`}
          {!isSingle &&
            !isGrouped &&
            series.length > drawn.length &&
            ` · ${drawn.length} as lines, the rest grey`}
        </span>
        <span className="ml-auto flex items-center">
          <MetricSettings series={first} />
          {isSingle && <DeleteSeries modelId={modelId} series={first} name={metric} />}
        </span>
      </div>
      {/* Far from the screen nothing is drawn; its place stays free. */}
      <div ref={frame} className={place} style={isVisible ? undefined : { height }}>
        {!isVisible ? (
          <Skeleton className={place} />
        ) : isSingle ? (
          <SeriesChart series={first} isVisible={isVisible} {...detail} />
        ) : isGrouped ? (
          <GroupedLines group={group} label={label} page={page} isVisible={isVisible} {...chartMarks} />
        ) : (
          <MetricLines {...{ group, varying, drawn, colors, page, isVisible }} {...chartMarks} />
        )}
      </div>
      {comparison && (
        <ComparisonTable
          title={`${metric}: ${comparison.names[0]} and ${comparison.names[1]}`}
          names={comparison.names}
          pairs={comparison.pairs}
          direction={first.direction}
          decimals={decimals}
          isVisible={isVisible}
        />
      )}
      {isSingle && <SeriesFootnote series={first} />}
      <SeriesTable
        group={group}
        varying={varying}
        colors={isGrouped || isSingle ? new Map() : colors}
        onToggleLine={
          isGrouped || isSingle
            ? undefined
            : (id) => changePageQuery({ lines: withLine(series, page.lineIds, id).join(',') })
        }
        openId={isSingle ? null : page.openId}
        isVisible={isVisible}
        renderDetail={isSingle ? undefined : (one) => <SeriesDetail series={one} {...detail} />}
      />
    </Card>
  );
}
