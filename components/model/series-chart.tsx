'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useId, useMemo } from 'react';
import { ChartKey } from '@/components/charts/chart-key';
import { noWindows, toChartIncident, toChartWindows, withinBounds } from '@/components/charts/chart-windows';
import { DriftChart } from '@/components/charts/drift-chart';
import { healthHelp } from '@/components/charts/level';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { Incident } from '@/lib/schemas/incidents';
import type { SeriesSummary } from '@/lib/schemas/models';
import type { RunReadings } from '@/lib/schemas/series';
import { chosenRun, withChosen } from './chosen-run';
import { pointsQuery, readingsQuery } from './queries';
import type { RangeBounds } from './range';
import { RunPicker } from './run-picker';
import { toChartPoints, toChartReadings } from './to-chart';

interface SeriesChartProps {
  series: SeriesSummary;
  bounds: RangeBounds;
  domain: [number, number];
  incidents: Incident[];
  chosenDetectorIds: string[];
  onChooseDetectors: (ids: string[]) => void;
  isVisible: boolean;
}

const valueHeight = 230;

function statisticTitle({ method_label, statistic_cap }: RunReadings): string {
  const title = `Statistic of ${method_label}, threshold dashed`;
  return statistic_cap === null ? title : `${title}; it stops at ${statistic_cap} × threshold`;
}

export function SeriesChart({ series, bounds, domain, isVisible, ...props }: SeriesChartProps) {
  const titleId = useId();
  const request = { seriesId: series.id, version: series.version, bounds, isVisible };
  const points = useQuery(pointsQuery(request));
  const readings = useQuery(readingsQuery(request));
  const runs = readings.data?.items ?? [];
  const run = chosenRun(runs, props.chosenDetectorIds);

  const chartPoints = useMemo(() => toChartPoints(points.data?.items ?? []), [points.data]);
  const chartReadings = useMemo(() => toChartReadings(run?.readings ?? []), [run]);
  const incidents = props.incidents
    .filter(({ detector_id }) => !run || detector_id === null || detector_id === run.detector_id)
    .map(toChartIncident);
  const windows = withinBounds(run ? toChartWindows(run.windows) : noWindows, {
    lower: series.lower_bound,
    upper: series.upper_bound,
  });

  if (points.error && !points.data) {
    return (
      <Notice kind="error" onRetry={() => void points.refetch()}>
        The points could not be loaded. {points.error.message}
      </Notice>
    );
  }
  if (!points.data) return <Skeleton className="h-80" />;
  if (chartPoints.length === 0) {
    return <p className="py-16 text-center text-ink-2">No points in this range.</p>;
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="empty:hidden">
        <RunPicker
          runs={runs}
          run={run}
          onChoose={(id) => props.onChooseDetectors(withChosen(props.chosenDetectorIds, runs, id))}
        />
      </div>
      {run?.level === 'unstable' && <p className="text-ink-2">{healthHelp.unstable}</p>}
      <DriftChart
        id={titleId}
        label={`${series.metric} over time`}
        points={chartPoints}
        readings={chartReadings}
        windows={windows}
        incidents={incidents}
        domain={domain}
        unit={series.unit}
        height={valueHeight}
        isDownSampled={points.data.step_ms !== null}
        {...(run && { statisticTitle: statisticTitle(run) })}
      />
      <ChartKey
        isDownSampled={points.data.step_ms !== null}
        hasReference={windows.reference !== null}
        hasBand={windows.lower !== null || windows.upper !== null}
        hasCurrent={windows.current !== null}
        hasIncidents={incidents.length > 0}
        hasOnset={incidents.some((incident) => incident.onsetMs !== null)}
        hasWorsening={incidents.some((incident) => incident.worsenedMs !== null)}
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
            href={`/detectors?new=${encodeURIComponent(series.metric)}`}
            className="font-medium text-tide underline-offset-2 hover:underline"
          >
            Make one
          </Link>
        </p>
      )}
    </div>
  );
}
