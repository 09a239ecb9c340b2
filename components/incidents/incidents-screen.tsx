'use client';

import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { MoreButton } from '@/components/ui/more-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { useNextPage } from '@/components/ui/use-next-page';
import { usePageQuery } from '@/components/ui/use-page-query';
import type { IncidentPage } from '@/lib/schemas/incidents';
import { type IncidentFilters as Filters, readFilters } from './filters';
import { GroupRows } from './group-rows';
import { IncidentFilters } from './incident-filters';
import { groupIncidents } from './incident-groups';
import { rowColumns } from './incident-row';
import { incidentsQuery } from './queries';

const link = 'font-medium text-tide underline-offset-2 hover:underline';

function NoIncidents({ filters, resolved }: { filters: Filters; resolved: number }) {
  if (filters.search !== '') {
    return (
      <EmptyState icon={CircleCheck} title="No incident matches">
        <p>
          Words match models, metrics, detectors and labels; <code>name:value</code> matches exactly, with{' '}
          <code>*</code> for any text, and <code>changed:7d</code> finds what opened, got worse or ended
          within a week.{' '}
          <Link href="/incidents" className={link}>
            Clear the filters
          </Link>
        </p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={CircleCheck}
      title={filters.state === 'open' ? 'No open incidents' : 'No incidents yet'}
    >
      <p>
        One opens when a detector finds drift in a new point.{' '}
        {filters.state === 'open' && resolved > 0 ? (
          <Link href="/incidents?state=resolved" className={link}>
            Show the resolved ones
          </Link>
        ) : (
          <Link href="/detectors" className={link}>
            See what is watched
          </Link>
        )}
      </p>
    </EmptyState>
  );
}

function ColumnNames() {
  return (
    <div aria-hidden className={classNames(rowColumns, 'h-7 px-2 text-xs text-ink-3 max-lg:hidden')}>
      <span>State</span>
      <span>Model, metric, labels</span>
      <span className="text-right">Before → after</span>
      <span className="text-right">Size</span>
      <span className="text-right">Since</span>
      <span />
    </div>
  );
}

interface IncidentsScreenProps {
  /** The first page as the server knew it, and for which filters. */
  initial?: { filters: Filters; page: IncidentPage } | undefined;
}

/** All incidents, grouped by model and onset. */
export function IncidentsScreen({ initial }: IncidentsScreenProps) {
  const filters = readFilters(usePageQuery().query);
  const isInitial =
    initial !== undefined &&
    initial.filters.state === filters.state &&
    initial.filters.search === filters.search;
  const first: InfiniteData<IncidentPage, string | undefined> | undefined = isInitial
    ? { pages: [initial.page], pageParams: [undefined] }
    : undefined;
  const query = useInfiniteQuery({ ...incidentsQuery(filters), ...(first && { initialData: first }) });
  const next = useNextPage(query);
  // A search that is not finished, such as `changed:2`, is an error; what was found before it stays beneath.
  const [lastData, setLastData] = useState(query.data);
  if (query.data && query.data !== lastData) setLastData(query.data);
  const data = query.data ?? (query.error ? lastData : undefined);
  const pages = data?.pages ?? [];
  const groups = groupIncidents(pages);
  const counts = pages[0]?.counts;
  return (
    <>
      <PageHeader title="Incidents" />
      <IncidentFilters filters={filters} counts={counts} />
      {query.error && !query.data && (
        <div className="mb-3">
          <Notice kind="error" onRetry={() => void query.refetch()}>
            The incidents could not be loaded. {query.error.message}
          </Notice>
        </div>
      )}
      {!data && !query.error && <Skeleton className="h-96" />}
      {query.data && groups.length === 0 && (
        <NoIncidents filters={filters} resolved={counts?.resolved ?? 0} />
      )}
      {groups.length > 0 && (
        <>
          <ColumnNames />
          <ul
            aria-label="Incidents"
            className={classNames(
              'border-b border-line',
              (query.isPlaceholderData || !query.data) && 'stale',
            )}
          >
            {groups.map((group) => (
              <GroupRows key={group.key} group={group} />
            ))}
          </ul>
        </>
      )}
      {query.hasNextPage && (
        <div className="mt-3">
          <MoreButton
            label="Show older incidents"
            failure="Older incidents could not be loaded."
            next={next}
          />
        </div>
      )}
    </>
  );
}
