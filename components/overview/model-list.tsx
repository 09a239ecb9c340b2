import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { useNearViewport } from '@/components/ui/use-near-viewport';
import { formatCount } from '@/lib/format';
import type { Model } from '@/lib/schemas/models';
import { ModelCard } from './model-card';

interface MoreModelsProps {
  /** How many more there are. */
  count: number;
  isLoading: boolean;
  onMore: () => void;
}

/** Loads the next models when somebody scrolls down to them, or asks. */
function MoreModels({ count, isLoading, onMore }: MoreModelsProps) {
  const ref = useRef<HTMLDivElement>(null);
  const isNear = useNearViewport(ref);
  useEffect(() => {
    if (isNear && !isLoading) onMore();
  }, [isNear, isLoading, onMore]);
  return (
    <div ref={ref} className="flex flex-wrap items-center justify-center gap-3 text-ink-2">
      <p>{formatCount(count, 'more model')}</p>
      <Button onClick={() => onMore()} disabled={isLoading}>
        {isLoading ? 'Loading…' : 'Show more models'}
      </Button>
    </div>
  );
}

interface ModelListProps {
  models: Model[];
  hiddenCount: number;
  isLoadingMore: boolean;
  onMore: () => void;
}

export function ModelList({ models, hiddenCount, isLoadingMore, onMore }: ModelListProps) {
  return (
    <>
      <ul className="flex flex-col gap-3">
        {models.map((model) => (
          <ModelCard key={model.id} model={model} />
        ))}
      </ul>
      {hiddenCount > 0 && <MoreModels count={hiddenCount} isLoading={isLoadingMore} onMore={onMore} />}
    </>
  );
}
