'use client';

import { noWindows } from '@/components/charts/chart-windows';
import { DriftChart } from '@/components/charts/drift-chart';
import { PathLines } from '@/components/charts/path-lines';
import { LinesRendererContext } from '@/components/charts/plot';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { useTimeZone } from '@/components/ui/time-zone';
import { formatCount, formatDay } from '@/lib/format';
import type { Preview, PreviewBacktest, PreviewProgress } from '@/lib/schemas/preview';
import {
  lastFiredMs,
  roleNames,
  type TriedSeries,
  timesText,
  toIncidents,
  toPoints,
  toReadings,
} from './fired';
import { type Reach, reaches } from './preview-request';
import { SeriesName, seriesText } from './series-name';

interface FiredPanelProps {
  fired: Preview | undefined;
  isCurrent: boolean;
  error: Error | null;
  progress: PreviewProgress | null;
  /** What keeps the form from being asked about, where something does. */
  wanting: string | null;
  reach: Reach;
  onReach: (reach: Reach) => void;
  onRetry: () => void;
}

const chartHeight = 120;

function Chart({ series, backtest, name }: { series: TriedSeries; backtest: PreviewBacktest; name: string }) {
  const from = Date.parse(series.from ?? '');
  const to = Date.parse(series.to ?? '');
  return (
    <DriftChart
      id={`${series.series_id}-${name}`}
      label={`${name}: ${seriesText(series)}`}
      points={toPoints(series)}
      readings={toReadings(backtest)}
      windows={noWindows}
      incidents={toIncidents(backtest, name)}
      domain={[from, to]}
      unit={series.unit}
      height={chartHeight}
      isDownSampled={series.point_count > series.points.length}
      statisticTitle="Statistic and its threshold"
    />
  );
}

function Tried({ series }: { series: TriedSeries }) {
  const { backtest, previous } = series;
  return (
    <li className="border-t border-line pt-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="min-w-0 font-normal">
          <span className="mr-2 text-ink-3">{roleNames[series.role]}</span>
          <SeriesName series={series} />
        </h3>
        {backtest && (
          <p className="text-xs text-ink-2">
            {formatCount(backtest.incident_count, 'incident')},{' '}
            {formatCount(backtest.job_count, 'retrain job')}
            {previous && `; as it is now ${formatCount(previous.incident_count, 'incident')}`}
          </p>
        )}
      </div>
      {series.point_count === 0 || !backtest ? (
        <p className="py-3 text-ink-3">No points in this time.</p>
      ) : previous ? (
        <div className="mt-1 grid gap-x-4 gap-y-2 xl:grid-cols-2">
          <div className="min-w-0">
            <p className="text-xs text-ink-3">As it is now</p>
            <Chart series={series} backtest={previous} name="As it is now" />
          </div>
          <div className="min-w-0">
            <p className="text-xs text-ink-3">With your changes</p>
            <Chart series={series} backtest={backtest} name="With your changes" />
          </div>
        </div>
      ) : (
        <Chart series={series} backtest={backtest} name="Would have fired" />
      )}
    </li>
  );
}

function Verdict({ fired }: { fired: Preview }) {
  const { zone } = useTimeZone();
  const last = lastFiredMs(fired.series);
  const { incident_count: count, job_count: jobs, previous_incident_count: before } = fired;
  return (
    <p className="text-base">
      <strong>{timesText(count).replace(/^n/, 'N').replace(/^o/, 'O')}</strong>
      {last !== null && `, last on ${formatDay(last, zone)}`} · {formatCount(jobs, 'retrain job')}
      {before !== null && ` · as it is now: ${timesText(before)}`}
    </p>
  );
}

const stages: Record<PreviewProgress['stage'], string> = {
  points: 'Reading the points',
  calibration: 'Working out the threshold',
  backtest: 'Trying it on the points',
  power: 'Trying changes on it',
  quality: 'Looking at the reference',
};

/** Where it would have fired: charts of a worst, a middle and a calm series, beside the detector as it is. */
export function FiredPanel(props: FiredPanelProps) {
  const { fired, isCurrent, error, progress, wanting, reach, onReach, onRetry } = props;
  const isWaiting = !isCurrent && !error && wanting === null;
  return (
    <section aria-labelledby="fired-title" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="fired-title" className="text-base font-semibold">
          Would have fired
        </h2>
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">How far back</legend>
          {reaches.map(({ id, label }) => (
            <Button
              key={id}
              look="quiet"
              aria-pressed={reach === id}
              onClick={() => onReach(id)}
              className={classNames('min-h-8 px-2 py-1', reach === id && 'bg-tide-soft text-tide')}
            >
              {label}
            </Button>
          ))}
        </fieldset>
      </div>
      <div role="status" className="h-1">
        {isWaiting && (
          <>
            <span className="sr-only">Working out the preview</span>
            <div
              className="h-1 overflow-hidden rounded bg-raised"
              title={progress ? stages[progress.stage] : ''}
            >
              <div
                className="h-full bg-tide transition-[width] motion-reduce:transition-none"
                style={{ width: `${Math.round((progress?.done ?? 0.02) * 100)}%` }}
              />
            </div>
          </>
        )}
      </div>
      {wanting !== null && <p className="text-ink-2">{wanting}</p>}
      {error && wanting === null && (
        <Notice kind="error" onRetry={onRetry}>
          There is no preview of this. {error.message}
        </Notice>
      )}
      {!fired && isWaiting && <Skeleton className="h-96" />}
      {fired && (
        <div aria-busy={!isCurrent} className={classNames('flex flex-col gap-3', !isCurrent && 'stale')}>
          {fired.series.length > 0 && <Verdict fired={fired} />}
          {fired.notes.map((note) => (
            <p key={note} className="text-xs text-ink-3">
              {note}
            </p>
          ))}
          <LinesRendererContext value={PathLines}>
            <ul className="flex flex-col gap-3">
              {fired.series.map((series) => (
                <Tried key={series.series_id} series={series} />
              ))}
            </ul>
          </LinesRendererContext>
        </div>
      )}
    </section>
  );
}
