'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { ChartGroupProvider, type ComparedWindow, type TimeSpan } from '@/components/charts/chart-group';
import { ChartKey } from '@/components/charts/chart-key';
import {
  type ChartSpan,
  clipSpan,
  incidentMarks,
  toChartIncident,
  toChartWindows,
} from '@/components/charts/chart-windows';
import { changePageQuery, stepPageQuery, usePageQuery } from '@/components/ui/use-page-query';
import type { Annotation } from '@/lib/schemas/annotations';
import type { Incident } from '@/lib/schemas/incidents';
import type { Model } from '@/lib/schemas/models';
import { chosenRun } from './chosen-run';
import { metricGroups } from './metric-groups';
import { MetricPanel } from './metric-panel';
import { ModelToolbar } from './model-toolbar';
import { writeSpan } from './page-state';
import { annotationsQuery, modelIncidentsQuery, mostRawPoints, readingsQuery } from './queries';
import { type DataExtent, dataExtent, writeZoom } from './range';
import { type ModelPage, useModelPage } from './use-model-page';
import { useScrollToTarget } from './use-scroll-to-target';

interface ModelChartsProps {
  model: Model;
  /** Loads the next series while a link names one that is not there yet. */
  loadMore?: (() => void) | undefined;
}

const noIncidents: Incident[] = [];
const noAnnotations: Annotation[] = [];

/** Each zoom is a step to go back from. */
const zoomTo = ({ fromMs, toMs }: TimeSpan) => stepPageQuery(writeZoom(fromMs, toMs));

const zoomOut = () => changePageQuery({ from: null, to: null });

/** What the marks mean, once for all panels. */
function Key({ model, page, incidents, annotations }: ModelChartsProps & KeyProps) {
  const counts = new Map(model.metrics.map(({ name, series_count }) => [name, series_count]));
  const inDetail = model.series.filter(({ id, metric }) => counts.get(metric) === 1 || id === page.openId);
  // What the charts have asked for; here nothing is fetched.
  const readings = useQueries({
    queries: inDetail.map((series) => readingsQuery({ series, bounds: page.bounds, isVisible: false })),
  });
  if (inDetail.length === 0 && annotations.length === 0) return null;
  const windows = readings.flatMap(({ data }) => {
    const run = chosenRun(data?.items ?? [], page.detectorIds);
    return run ? [toChartWindows(run.windows)] : [];
  });
  const isSpanShown = (span: ChartSpan | null) =>
    span !== null && clipSpan(span.fromMs, span.toMs, page.domain) !== null;
  const isShown = (iso: string) => clipSpan(Date.parse(iso), Date.parse(iso), page.domain) !== null;
  const ids = new Set(inDetail.map(({ id }) => id));
  const own = incidents.filter(({ series_id }) => ids.has(series_id));
  return (
    <ChartKey
      hasValue={inDetail.length > 0}
      isDownSampled={inDetail.some(({ point_count }) => point_count > mostRawPoints)}
      hasReference={windows.some(({ reference }) => isSpanShown(reference))}
      hasBand={windows.some(({ lower, upper }) => lower !== null || upper !== null)}
      hasCurrent={windows.some(({ current }) => isSpanShown(current))}
      incidents={incidentMarks(own.map(toChartIncident), page.domain)}
      hasDeploys={annotations.some(({ kind, ts }) => kind === 'deploy' && isShown(ts))}
      hasNotes={annotations.some(({ kind, ts }) => kind === 'note' && isShown(ts))}
    />
  );
}

interface KeyProps {
  page: ModelPage;
  incidents: Incident[];
  annotations: Annotation[];
}

function Panels({ model, extent, loadMore }: ModelChartsProps & { extent: DataExtent }) {
  const page = useModelPage(extent);
  const { query } = usePageQuery();
  const [selecting, setSelecting] = useState<ComparedWindow | null>(null);
  const incidents = useQuery(modelIncidentsQuery(model.id)).data?.items ?? noIncidents;
  const annotations = useQuery(annotationsQuery(model.id)).data?.items ?? noAnnotations;
  const groups = useMemo(() => metricGroups(model.series), [model.series]);
  const seriesCounts = new Map(model.metrics.map(({ name, series_count }) => [name, series_count]));

  const targetMetric = query.get('metric');
  const isMissing =
    (page.openId !== null && !model.series.some(({ id }) => id === page.openId)) ||
    (targetMetric !== null && !groups.some(({ metric }) => metric === targetMetric));
  useEffect(() => {
    if (isMissing) loadMore?.();
  }, [isMissing, loadMore]);
  // What a person opens by hand is where they are already.
  const [linkedId] = useState(page.openId);
  useScrollToTarget(
    linkedId !== null ? `series-${linkedId}` : targetMetric !== null ? `metric-${targetMetric}` : null,
  );

  const { a, b } = page;
  const onWindow = useCallback(
    (span: TimeSpan) => {
      const which = selecting ?? (a === null ? 'a' : 'b');
      changePageQuery({ [which]: writeSpan(span) });
      setSelecting(selecting === 'a' && b === null ? 'b' : null);
    },
    [selecting, a, b],
  );
  const windows = useMemo(() => ({ a, b }), [a, b]);

  return (
    <section aria-label="Metrics" className="flex flex-col gap-3">
      <ModelToolbar {...{ model, extent, page, annotations, selecting }} onSelect={setSelecting} />
      <Key {...{ model, page, incidents, annotations }} />
      <ChartGroupProvider
        onZoom={zoomTo}
        onZoomOut={zoomOut}
        windows={windows}
        onWindow={onWindow}
        isSelecting={selecting !== null}
      >
        {groups.map((group) => (
          <MetricPanel
            key={group.metric}
            modelId={model.id}
            group={group}
            seriesCount={seriesCounts.get(group.metric) ?? group.series.length}
            isTarget={group.metric === targetMetric}
            {...{ page, incidents, annotations }}
          />
        ))}
      </ChartGroupProvider>
    </section>
  );
}

/**
 * Every metric on one range of time, which stands in the address; `all` is from the first point to the
 * newest.
 */
export function ModelCharts({ model, loadMore }: ModelChartsProps) {
  const extent = dataExtent(model.series);
  if (!extent) return <p className="py-6 text-ink-2">This model has no points yet.</p>;
  return <Panels model={model} extent={extent} loadMore={loadMore} />;
}
