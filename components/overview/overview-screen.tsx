'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { LoadingRows } from '@/components/ui/skeleton';
import { formatCount } from '@/lib/format';
import { AttentionStrip } from './attention-strip';
import { FirstPoints } from './first-points';
import { ModelList } from './model-list';
import { modelsQuery } from './queries';

/** Pages that are loaded unasked, so that a drifting model is on top whatever its name; beyond them a button. */
const pagesUnasked = 5;

export function OverviewScreen() {
  const query = useInfiniteQuery(modelsQuery);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const pageCount = data?.pages.length ?? 0;

  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && pageCount < pagesUnasked) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, pageCount, fetchNextPage]);

  if (!data) {
    return (
      <>
        <PageHeader title="Overview" />
        {error ? (
          <Notice kind="error" onRetry={() => void query.refetch()}>
            The models could not be loaded. {error.message}
          </Notice>
        ) : (
          <LoadingRows label="Loading the models" rows={4} className="h-24" />
        )}
      </>
    );
  }

  const models = data.pages.flatMap((page) => page.items);
  if (models.length === 0) return <FirstPoints />;
  return (
    <>
      <PageHeader
        title="Overview"
        lead={`${formatCount(models.length, 'model')}${hasNextPage ? ' loaded, and more' : ''}. What needs you comes first.`}
      />
      <AttentionStrip />
      <ModelList
        models={models}
        hasMore={hasNextPage && pageCount >= pagesUnasked}
        isLoadingMore={isFetchingNextPage}
        onMore={() => void fetchNextPage()}
      />
    </>
  );
}
