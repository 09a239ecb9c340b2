import { Instant } from '@/components/charts/instant';
import { ChangeText } from '@/components/evidence/change-text';
import { Labels } from '@/components/evidence/labels';
import { classNames } from '@/components/ui/class-names';
import { Link } from '@/components/ui/link';
import type { Incident } from '@/lib/schemas/incidents';
import { StateBadge } from './state-badge';

/** The columns of the list; on a narrow screen a row is two lines. */
export const rowColumns =
  'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 lg:grid-cols-[6.5rem_minmax(0,1fr)_13rem_5.5rem_8rem_5.5rem]';

interface IncidentRowProps {
  incident: Incident;
  isMember?: boolean;
}

/** One incident on one line of 36 px, all of it a link. */
export function IncidentRow({ incident, isMember = false }: IncidentRowProps) {
  const { change, unit } = incident;
  return (
    <Link
      href={`/incidents/${incident.id}`}
      className={classNames(
        rowColumns,
        'min-h-9 px-2 py-1.5 hover:bg-raised focus-visible:-outline-offset-2 lg:h-9 lg:py-0',
      )}
    >
      <span className="max-lg:order-2">
        <StateBadge state={incident.state} />
      </span>
      <span
        className={classNames(
          'flex min-w-0 items-baseline gap-x-2 max-sm:flex-wrap max-lg:order-1',
          isMember && 'lg:pl-4',
        )}
      >
        {!isMember && (
          <span className="font-medium max-sm:break-all sm:max-w-[55%] sm:shrink-0 sm:truncate">
            {incident.model_id}
          </span>
        )}
        <span className={classNames('max-sm:break-all sm:truncate', isMember ? 'font-medium' : 'text-ink-2')}>
          {incident.metric}
        </span>
        <Labels labels={incident.labels} isOneLine />
        {incident.found_at_priming && (
          <span
            className="shrink-0 text-xs text-ink-3"
            title="It was there already when its detector was made"
          >
            found at priming
          </span>
        )}
      </span>
      <ChangeText change={change} unit={unit} part="values" className="max-lg:order-3 max-lg:text-left" />
      <ChangeText change={change} unit={unit} part="size" className="max-lg:hidden" />
      <span className="text-right text-xs text-ink-2 max-lg:order-4">
        <Instant iso={incident.onset_ts ?? incident.opened_ts} as="age" />
      </span>
      <span className="text-right text-xs text-ink-2 max-lg:hidden">
        {incident.job_id ? 'retrain job' : ''}
      </span>
    </Link>
  );
}
