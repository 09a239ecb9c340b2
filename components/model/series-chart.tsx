'use client';

import { useQuery } from '@tanstack/react-query';
import { useId, useMemo } from 'react';
import { noWindows, toChartIncident, toChartWindows, withinBounds } from '@/components/charts/chart-windows';
import { DriftChart } from '@/components/charts/drift-chart';
import { healthHelp } from '@/components/charts/level';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { changePageQuery } from '@/components/ui/use-page-query';
import type { Annotation } from '@/lib/schemas/annotations';
import type { Incident } from '@/lib/schemas/incidents';
import type { SeriesSummary } from '@/lib/schemas/models';
import type { RunReadings } from '@/lib/schemas/series';
import { chosenRun, withChosen } from './chosen-run';
import { seriesName } from './metric-groups';
import { pointsQuery, readingsQuery } from './queries';
import { RunPicker } from './run-picker';
import { toChartAnnotations, toChartPoints, toChartReadings } from './to-chart';
import type { ModelPage } from './use-model-page';

interface SeriesChartProps {
  modelId: string;
  series: SeriesSummary;
  page: ModelPage;
  decimals: number;
  incidents: Incident[];
  annotations: Annotation[];
  isVisible: boolean;
}

const valueHeight = 220;

function statisticTitle({ method_label, statistic_cap }: RunReadings): string {
  const title = `Statistic of ${method_label}, threshold dashed`;
  return statistic_cap === null ? title : `${title}; it stops at ${statistic_cap} × threshold`;
}

/** One series with what its detector compares it with. */
export function SeriesChart({ modelId, series, page, decimals, isVisible, ...props }: SeriesChartProps) {
  const titleId = useId();
  const request = { series, bounds: page.bounds, isVisible };
  const points = useQuery(pointsQuery(request));
  const readings = useQuery(readingsQuery(request));
  const runs = readings.data?.items ?? [];
  const run = chosenRun(runs, page.detectorIds);

  const chartPoints = useMemo(() => toChartPoints(points.data?.items ?? []), [points.data]);
  const chartReadings = useMemo(() => toChartReadings(run?.readings ?? []), [run]);
  const chartAnnotations = useMemo(() => toChartAnnotations(props.annotations), [props.annotations]);
  const incidents = useMemo(
    () =>
      props.incidents
        .filter(({ detector_id }) => !run || detector_id === null || detector_id === run.detector_id)
        .map(toChartIncident),
    [props.incidents, run],
  );
  const bounds = { lower: series.lower_bound, upper: series.upper_bound };
  const windows = withinBounds(run ? toChartWindows(run.windows) : noWindows, bounds);

  if (points.error && !points.data) {
    return (
      <Notice kind="error" onRetry={() => void points.refetch()}>
        The points could not be loaded. {points.error.message}
      </Notice>
    );
  }
  if (!points.data) return <Skeleton className="h-72" />;
  if (chartPoints.length === 0) {
    return <p className="py-16 text-center text-ink-2">No points in this range.</p>;
  }
  return (
    <div className="flex flex-col gap-2">
      <div className={series.level === null ? 'empty:hidden' : 'min-h-4'}>
        <RunPicker
          runs={runs}
          run={run}
          onChoose={(id) => changePageQuery({ detectors: withChosen(page.detectorIds, runs, id).join(',') })}
        />
      </div>
      {run?.level === 'unstable' && <p className="text-ink-2">{healthHelp.unstable}</p>}
      <DriftChart
        id={titleId}
        label={`${seriesName(series)} over time`}
        points={chartPoints}
        readings={chartReadings}
        windows={windows}
        incidents={incidents}
        annotations={chartAnnotations}
        domain={page.domain}
        unit={series.unit}
        bounds={bounds}
        decimals={decimals}
        height={valueHeight}
        isDownSampled={points.data.step_ms !== null}
        {...(run && { statisticTitle: statisticTitle(run) })}
      />
      {readings.error && !readings.data && (
        <Notice kind="error" onRetry={() => void readings.refetch()}>
          The detectors' readings could not be loaded. {readings.error.message}
        </Notice>
      )}
      {readings.data && runs.length === 0 && (
        <p className="text-ink-2">
          No detector watches this series.{' '}
          <Link
            href={`/detectors/new?model=${encodeURIComponent(modelId)}&metric=${encodeURIComponent(series.metric)}`}
            className="font-medium text-tide underline-offset-2 hover:underline"
          >
            Make one for this model
          </Link>
        </p>
      )}
    </div>
  );
}
