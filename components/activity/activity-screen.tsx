'use client';

import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { Download, History } from 'lucide-react';
import { buttonClass } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { EmptyState } from '@/components/ui/empty-state';
import { MoreButton } from '@/components/ui/more-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { useTimeZone } from '@/components/ui/time-zone';
import { useNextPage } from '@/components/ui/use-next-page';
import { usePageQuery } from '@/components/ui/use-page-query';
import { queryString } from '@/lib/http/client';
import type { AuditPage } from '@/lib/schemas/audit';
import { ActivityFilters } from './activity-filters';
import { ActivityRow, rowColumns } from './activity-row';
import { byDay } from './by-day';
import { auditQuery, type ActivityFilters as Filters, filterNames, isFiltered, readFilters } from './filters';
import { activityQuery } from './queries';

function ExportLinks({ filters, zone }: { filters: Filters; zone: string }) {
  return (['csv', 'ndjson'] as const).map((format) => (
    <a
      key={format}
      href={`/api/audit/export${queryString({ ...auditQuery(filters, zone), format })}`}
      download
      aria-label={`Export as ${format.toUpperCase()}`}
      title="All entries that fit the filters"
      className={buttonClass('secondary', 'min-h-8 px-2.5 py-1 text-[0.8125rem]')}
    >
      <Download aria-hidden className="size-3.5" />
      {format.toUpperCase()}
    </a>
  ));
}

function NoActivity({ filters }: { filters: Filters }) {
  if (isFiltered(filters)) {
    return (
      <EmptyState icon={History} title="Nothing fits these filters">
        Nobody did this in that time. Clear a filter to see more.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={History} title="Nothing has happened yet">
      Every change of a detector, incident, retrain job, metric or model will be here, with who made it.
    </EmptyState>
  );
}

function ColumnNames() {
  return (
    <div
      aria-hidden
      className={classNames(rowColumns, 'h-7 items-center px-2 text-xs text-ink-3 max-lg:hidden')}
    >
      <span>Time</span>
      <span className="pl-5">What</span>
      <span>Who</span>
      <span>Of what</span>
      <span>Change</span>
    </div>
  );
}

interface ActivityScreenProps {
  /** The first page as the server knew it, and for which filters. */
  initial?: { filters: Filters; page: AuditPage } | undefined;
}

/** The audit trail as people read it: who did what to what, day by day. */
export function ActivityScreen({ initial }: ActivityScreenProps) {
  const filters = readFilters(usePageQuery().query);
  const { zone } = useTimeZone();
  const isInitial =
    initial !== undefined && filterNames.every((name) => initial.filters[name] === filters[name]);
  const first: InfiniteData<AuditPage, string | undefined> | undefined = isInitial
    ? { pages: [initial.page], pageParams: [undefined] }
    : undefined;
  const query = useInfiniteQuery({ ...activityQuery(filters, zone), ...(first && { initialData: first }) });
  const next = useNextPage(query);
  const pages = query.data?.pages ?? [];
  const days = byDay(
    pages.flatMap(({ items }) => items),
    zone,
  );
  return (
    <>
      <PageHeader title="Activity" actions={<ExportLinks filters={filters} zone={zone} />} />
      <ActivityFilters filters={filters} actors={pages[0]?.actors ?? initial?.page.actors ?? []} />
      {query.error && !query.data && (
        <Notice kind="error" onRetry={() => void query.refetch()}>
          The activity could not be loaded. {query.error.message}
        </Notice>
      )}
      {!query.data && !query.error && <Skeleton className="h-96" />}
      {query.data && days.length === 0 && <NoActivity filters={filters} />}
      {days.length > 0 && <ColumnNames />}
      <div className={classNames(query.isPlaceholderData && 'stale')}>
        {days.map(({ day, entries }) => (
          <section key={day} aria-label={day}>
            <h2 className="border-t border-line bg-ground px-2 pt-3 pb-1.5 text-xs font-semibold text-ink-2">
              {day}
            </h2>
            <ul className="border-b border-line">
              {entries.map((entry) => (
                <ActivityRow key={entry.id} entry={entry} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {query.hasNextPage && (
        <div className="mt-3">
          <MoreButton
            label="Show earlier activity"
            failure="Earlier activity could not be loaded."
            next={next}
          />
        </div>
      )}
    </>
  );
}
