'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { LoadingRows } from '@/components/ui/skeleton';
import { useSettled } from '@/components/ui/use-settled';
import { AttentionStrip } from './attention-strip';
import { distinctModels } from './distinct-models';
import { FirstPoints } from './first-points';
import { ModelCounts } from './model-counts';
import { ModelList } from './model-list';
import { ModelSearch } from './model-search';
import { modelsQuery } from './queries';

/** Long enough for the next letter, too short to be waited for. */
const typingMs = 150;
/** From this many models on a search field is worth its place. */
const searchFrom = 9;

export function OverviewScreen() {
  const [typed, setTyped] = useState('');
  const search = useSettled(typed.trim(), typingMs);
  const query = useInfiniteQuery(modelsQuery(search));
  const { data, error, isPlaceholderData, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const counts = data?.pages[0]?.counts;

  if (!data || !counts) {
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

  const models = distinctModels(data.pages);
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const isSearching = typed !== '' || search !== '' || isPlaceholderData;
  if (total === 0 && !isSearching) return <FirstPoints />;
  return (
    <>
      <PageHeader title="Overview" lead="What needs you comes first." />
      <AttentionStrip />
      <section aria-label="Models" aria-busy={isPlaceholderData} className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <ModelCounts counts={counts} total={total} />
          {(total >= searchFrom || isSearching) && <ModelSearch value={typed} onChange={setTyped} />}
        </div>
        {total === 0 && <p className="py-6 text-ink-2">No model or metric contains “{search}”.</p>}
        <ModelList
          models={models}
          hiddenCount={hasNextPage ? total - models.length : 0}
          isLoadingMore={isFetchingNextPage}
          onMore={fetchNextPage}
        />
      </section>
    </>
  );
}
