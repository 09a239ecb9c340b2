'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { LoadingRows } from '@/components/ui/skeleton';
import { useTypedQuery } from '@/components/ui/use-typed-query';
import { AttentionStrip } from './attention-strip';
import { distinctModels } from './distinct-models';
import { FirstPoints } from './first-points';
import { ModelCounts } from './model-counts';
import { ModelList } from './model-list';
import { ModelSearch } from './model-search';
import { modelsQuery } from './queries';

/** From this many models on a search field is worth its place. */
const searchFrom = 9;

export function OverviewScreen() {
  const { typed, settled, type } = useTypedQuery('search');
  const search = settled.trim();
  const query = useInfiniteQuery(modelsQuery(search));
  const { data, isPlaceholderData } = query;
  const counts = data?.pages[0]?.counts;
  const total = Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
  const isSearching = typed !== '' || settled !== '' || isPlaceholderData;
  if (counts && total === 0 && !isSearching) return <FirstPoints />;

  const models = distinctModels(data?.pages ?? []);
  return (
    <>
      <PageHeader title="Overview" lead="What needs you comes first." />
      {(counts || isSearching) && <AttentionStrip />}
      <section aria-label="Models" aria-busy={isPlaceholderData} className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 empty:hidden">
          {counts && <ModelCounts counts={counts} total={total} />}
          {(total >= searchFrom || isSearching) && <ModelSearch value={typed} onChange={type} />}
        </div>
        {!counts && !query.error && <LoadingRows label="Loading the models" rows={4} className="h-24" />}
        {!counts && query.error && (
          <Notice kind="error" onRetry={() => void query.refetch()}>
            The models could not be loaded. {query.error.message}
          </Notice>
        )}
        {counts && total === 0 && <p className="py-6 text-ink-2">No model or metric contains “{search}”.</p>}
        <ModelList
          models={models}
          hiddenCount={query.hasNextPage ? total - models.length : 0}
          pages={query}
        />
      </section>
    </>
  );
}
