import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { MoreButton } from '@/components/ui/more-button';
import { useNearViewport } from '@/components/ui/use-near-viewport';
import { useNextPage } from '@/components/ui/use-next-page';
import { formatCount } from '@/lib/format';
import type { Model } from '@/lib/schemas/models';
import { ModelCard } from './model-card';

type Pages = Pick<UseInfiniteQueryResult, 'isFetching' | 'isFetchingNextPage' | 'fetchNextPage'>;

/** Loads the next models when somebody scrolls down to them, or asks; after a failure only when somebody asks. */
function MoreModels({ count, pages }: { count: number; pages: Pages }) {
  const ref = useRef<HTMLDivElement>(null);
  const isNear = useNearViewport(ref);
  const next = useNextPage(pages);
  const isDue = isNear && !pages.isFetching && !next.error;
  const { load } = next;
  useEffect(() => {
    if (isDue) void load();
  }, [isDue, load]);
  return (
    <div ref={ref} className="flex flex-wrap items-center justify-center gap-3 text-ink-2">
      <p>{formatCount(count, 'more model')}</p>
      <MoreButton label="Show more models" failure="They could not be loaded." next={next} />
    </div>
  );
}

interface ModelListProps {
  models: Model[];
  hiddenCount: number;
  pages: Pages;
}

export function ModelList({ models, hiddenCount, pages }: ModelListProps) {
  return (
    <>
      <ul className="flex flex-col gap-3">
        {models.map((model) => (
          <ModelCard key={model.id} model={model} />
        ))}
      </ul>
      {hiddenCount > 0 && <MoreModels count={hiddenCount} pages={pages} />}
    </>
  );
}
