import { type KeyboardEvent, memo, type ReactNode } from 'react';
import { HealthMark } from '@/components/charts/health-mark';
import { Instant } from '@/components/charts/instant';
import { Link } from '@/components/ui/link';
import { useNow } from '@/components/ui/use-now';
import { formatStatus, formatUnit } from '@/lib/format';
import type { OpenChange, OverviewRow } from '@/lib/schemas/overview';
import type { Trend as TrendData } from '@/lib/schemas/trends';
import {
  decimalsOfNoise,
  durationText,
  effectText,
  fixed,
  labelsText,
  learningText,
  levelsText,
} from './change-text';
import { stateOf } from './state';
import { Trend } from './trend';
import type { Column } from './view-of-query';

export const modelHref = (id: string) => `/models/${encodeURIComponent(id)}`;
const linkClass = 'relative z-10 rounded-sm underline-offset-2 hover:underline';

function ChangeText({ change }: { change: OpenChange }) {
  const { before, after } = levelsText(change);
  const labels = labelsText(change.labels);
  return (
    <>
      <span className="min-w-0 truncate" title={`${change.metric} ${labels}`.trim()}>
        {change.metric}
        {labels !== '' && <span className="text-ink-3"> {labels}</span>}
      </span>
      <span className="shrink-0 font-mono text-[0.8125rem] whitespace-nowrap">
        {before !== null && <>{before} → </>}
        {after}
        {change.effect !== null && <span className="ml-2 font-medium">{effectText(change.effect)}</span>}
      </span>
    </>
  );
}

function Silence({ lastTs }: { lastTs: string }) {
  const now = useNow();
  return <>no data{now !== null && ` for ${durationText(now - Date.parse(lastTs))}`}</>;
}

/**
 * What a model without an open change has to say: how long it has been silent, what it still needs, where it
 * is.
 */
function NoChange({ row, series }: { row: OverviewRow; series: OverviewRow['series'] }) {
  if (stateOf(row.health) === 'silent' && row.last_ts !== null) return <Silence lastTs={row.last_ts} />;
  if (row.learning) return <>{learningText(row.learning)}</>;
  if (!series) return <>–</>;
  const labels = labelsText(series.labels);
  return (
    <>
      <span className="min-w-0 truncate">
        {series.metric}
        {labels !== '' && ` ${labels}`}
      </span>
      {series.last_value !== null && (
        <span className="shrink-0 font-mono text-[0.8125rem] whitespace-nowrap">
          {fixed(series.last_value, decimalsOfNoise(null, series.last_value))} {formatUnit(series.unit)}
        </span>
      )}
    </>
  );
}

/** Short enough for a column. */
const jobWords: Record<string, string> = {
  pending_approval: 'to decide',
  deferred: 'deferred',
  queued: 'queued',
  leased: 'taken',
};

function JobCell({ row }: { row: OverviewRow }) {
  if (!row.open_job) return null;
  return (
    <Link href={`/queue#job-${row.open_job.id}`} className={`${linkClass} truncate text-tide`}>
      {jobWords[row.open_job.status] ?? formatStatus(row.open_job.status)}
    </Link>
  );
}

function IncidentsCell({ row, change }: { row: OverviewRow; change: OpenChange | null }) {
  if (row.open_incident_count === 0) return null;
  return (
    <Link
      href={change ? `/incidents/${change.incident_id}` : modelHref(row.id)}
      aria-label={`${row.open_incident_count} open incidents of ${row.id}`}
      className={`${linkClass} font-mono text-[0.8125rem]`}
    >
      {row.open_incident_count}
    </Link>
  );
}

interface OverviewRowProps {
  row: OverviewRow;
  change: OpenChange | null;
  /** The series that stands for it here. */
  series: OverviewRow['series'];
  trend: TrendData | undefined;
  columns: Column[];
  /** Its place in the table, from 0. */
  index: number;
  onArrow: (event: KeyboardEvent, index: number) => void;
}

const cells: Record<Column, (props: OverviewRowProps) => ReactNode> = {
  state: ({ row }) => <HealthMark health={row.health} />,
  change: ({ row, change, series }) => (
    <span className={`flex min-w-0 items-baseline justify-between gap-3 ${change ? '' : 'text-ink-3'}`}>
      {change ? <ChangeText change={change} /> : <NoChange row={row} series={series} />}
    </span>
  ),
  trend: ({ trend, change }) => (
    <Trend data={trend} onsetMs={change && Date.parse(change.onset_ts ?? change.opened_ts)} />
  ),
  incidents: (props) => <IncidentsCell {...props} />,
  job: ({ row }) => <JobCell row={row} />,
  last_data: ({ row }) =>
    row.last_ts && (
      <span className="text-ink-3">
        <Instant iso={row.last_ts} as="age" />
      </span>
    ),
  series: ({ row }) => (
    <span className="font-mono text-[0.8125rem] text-ink-3">{row.series_count.toLocaleString('en-GB')}</span>
  ),
};

function Cell({ column, ...props }: OverviewRowProps & { column: Column }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table of which most rows are not there cannot be a <table>
    <div role="cell" className={`overview-${column} min-w-0`}>
      {cells[column](props)}
    </div>
  );
}

/** One model on a line, on a phone on two. The link of its name covers the row. */
export const OverviewTableRow = memo(function OverviewTableRow(props: OverviewRowProps) {
  const { row, change, columns, index, onArrow } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table of which most rows are not there cannot be a <table>
    // biome-ignore lint/a11y/useFocusableInteractive: the link inside takes the focus
    <div role="row" aria-rowindex={index + 2} className="overview-row hover:bg-raised">
      {columns.includes('state') && <Cell column="state" {...props} />}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <div role="rowheader" className="overview-model min-w-0">
        <Link
          href={
            change ? `${modelHref(row.id)}?metric=${encodeURIComponent(change.metric)}` : modelHref(row.id)
          }
          data-row={index}
          onKeyDown={(event) => onArrow(event, index)}
          title={row.id}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-tide"
        >
          {row.id}
        </Link>
      </div>
      {columns.map((column) => column !== 'state' && <Cell key={column} column={column} {...props} />)}
    </div>
  );
});
