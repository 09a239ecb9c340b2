import { Button } from '@/components/ui/button';
import { formatCount } from '@/lib/format';
import type { Model } from '@/lib/schemas/models';
import { ModelCard } from './model-card';

interface ModelListProps {
  models: Model[];
  /** How many more there are. */
  hiddenCount: number;
  isLoadingMore: boolean;
  /** Null where no more can be shown at once. */
  onMore: (() => void) | null;
}

export function ModelList({ models, hiddenCount, isLoadingMore, onMore }: ModelListProps) {
  return (
    <>
      <ul className="flex flex-col gap-3">
        {models.map((model) => (
          <ModelCard key={model.id} model={model} />
        ))}
      </ul>
      {hiddenCount > 0 && (
        <div className="flex flex-wrap items-center justify-center gap-3 text-ink-2">
          <p>{formatCount(hiddenCount, 'more model')} need you less; the search finds them by name.</p>
          {onMore && (
            <Button onClick={onMore} disabled={isLoadingMore}>
              {isLoadingMore ? 'Loading…' : 'Show more models'}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
