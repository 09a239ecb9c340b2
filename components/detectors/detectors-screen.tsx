'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Plus, Radar } from 'lucide-react';
import { useRefusal } from '@/components/access/access';
import { Button, buttonClass } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { MoreButton } from '@/components/ui/more-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { useNextPage } from '@/components/ui/use-next-page';
import { DetectorRow, rowColumns } from './detector-row';
import { detectorsQuery, lastFiredQuery, methodsQuery } from './queries';

function NewDetector() {
  const refusal = useRefusal('manage_detectors');
  if (refusal) {
    return (
      <Button look="primary" refusal={refusal}>
        <Plus aria-hidden className="size-4" />
        New detector
      </Button>
    );
  }
  return (
    <Link href="/detectors/new" className={buttonClass('primary')}>
      <Plus aria-hidden className="size-4" />
      New detector
    </Link>
  );
}

function ColumnNames() {
  return (
    <div
      aria-hidden
      className={classNames(rowColumns, 'h-7 border-b border-line px-2 text-xs text-ink-3 max-xl:hidden')}
    >
      <span>Name</span>
      <span>Watches: model · metric</span>
      <span className="text-right">Series</span>
      <span>Method</span>
      <span>Budget or threshold</span>
      <span>State</span>
      <span className="text-right">Incidents</span>
      <span className="text-right">Last fired</span>
      <span />
    </div>
  );
}

/** All detectors in one dense list. */
export function DetectorsScreen() {
  const query = useInfiniteQuery(detectorsQuery);
  const { data, error, refetch, hasNextPage } = query;
  const next = useNextPage(query);
  const methods = useQuery(methodsQuery).data?.items ?? [];
  const lastFired = useQuery(lastFiredQuery).data ?? {};
  const detectors = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHeader
        title="Detectors"
        lead="A detector watches every series that its patterns match, and tells drift from noise."
        actions={<NewDetector />}
      />
      {!data && error && (
        <Notice kind="error" onRetry={() => void refetch()}>
          The detectors could not be loaded. {error.message}
        </Notice>
      )}
      {!data && !error && <Skeleton className="h-64" />}
      {data && detectors.length === 0 && (
        <EmptyState icon={Radar} title="No detectors yet">
          <p className="mb-3">
            Make one, and it looks at the stored history first: it knows what is ordinary before the next
            point comes, and shows where it would have fired.
          </p>
          <NewDetector />
        </EmptyState>
      )}
      {detectors.length > 0 && (
        <>
          <ColumnNames />
          <ul aria-label="Detectors" className="max-xl:border-t max-xl:border-line">
            {detectors.map((detector) => (
              <DetectorRow
                key={detector.id}
                detector={detector}
                method={methods.find(({ method }) => method === detector.method)}
                lastFired={lastFired[detector.id]}
              />
            ))}
          </ul>
        </>
      )}
      {hasNextPage && (
        <div className="mt-3">
          <MoreButton label="Show more detectors" failure="More detectors could not be loaded." next={next} />
        </div>
      )}
    </>
  );
}
