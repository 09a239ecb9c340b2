'use client';

import { Search } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { controlClass } from '@/components/ui/field';
import type { Model } from '@/lib/schemas/models';
import { modelsByUrgency, modelsMatching } from './by-urgency';
import { ModelCard } from './model-card';

interface ModelListProps {
  models: Model[];
  hasMore: boolean;
  isLoadingMore: boolean;
  onMore: () => void;
}

/** From this many models on a search field is worth its place. */
const searchFrom = 9;

export function ModelList({ models, hasMore, isLoadingMore, onMore }: ModelListProps) {
  const [search, setSearch] = useState('');
  const shown = modelsByUrgency(modelsMatching(models, search));
  return (
    <section aria-label="Models" className="flex flex-col gap-3">
      {models.length >= searchFrom && (
        <div className="relative max-w-sm">
          <Search aria-hidden className="absolute top-2.5 left-2.5 size-4 text-ink-3" />
          <input
            type="search"
            aria-label="Search models and metrics"
            placeholder="Search models and metrics"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className={`${controlClass} pl-8`}
          />
        </div>
      )}
      {shown.length === 0 && (
        <p className="py-6 text-ink-2">No model or metric contains “{search.trim()}”.</p>
      )}
      <ul className="flex flex-col gap-3">
        {shown.map((model) => (
          <ModelCard key={model.id} model={model} />
        ))}
      </ul>
      {hasMore && (
        <Button onClick={onMore} disabled={isLoadingMore} className="self-center">
          {isLoadingMore ? 'Loading…' : 'Show more models'}
        </Button>
      )}
    </section>
  );
}
