'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { LoadingRows } from '@/components/ui/skeleton';
import { useSettled } from '@/components/ui/use-settled';
import { mostListedModels } from '@/lib/schemas/models';
import { AttentionStrip } from './attention-strip';
import { FirstPoints } from './first-points';
import { ModelCounts } from './model-counts';
import { ModelList } from './model-list';
import { ModelSearch } from './model-search';
import { modelsQuery } from './queries';

/** How many models are shown: at first, and after each wish for more. */
const steps = [50, 200, mostListedModels];
/** Long enough for the next letter, too short to be waited for. */
const typingMs = 150;
/** From this many models on a search field is worth its place. */
const searchFrom = 9;

export function OverviewScreen() {
  const [step, setStep] = useState(0);
  const [typed, setTyped] = useState('');
  const search = useSettled(typed.trim(), typingMs);
  const query = useQuery(modelsQuery({ search, limit: steps[step] ?? mostListedModels }));
  const { data, error, isPlaceholderData } = query;

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

  const total = Object.values(data.counts).reduce((sum, count) => sum + count, 0);
  const isSearching = typed !== '' || search !== '' || isPlaceholderData;
  if (total === 0 && !isSearching) return <FirstPoints />;
  return (
    <>
      <PageHeader title="Overview" lead="What needs you comes first." />
      <AttentionStrip />
      <section aria-label="Models" aria-busy={isPlaceholderData} className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <ModelCounts counts={data.counts} total={total} />
          {(total >= searchFrom || isSearching) && <ModelSearch value={typed} onChange={setTyped} />}
        </div>
        {total === 0 && <p className="py-6 text-ink-2">No model or metric contains “{search}”.</p>}
        <ModelList
          models={data.items}
          hiddenCount={total - data.items.length}
          isLoadingMore={isPlaceholderData}
          onMore={step < steps.length - 1 ? () => setStep(step + 1) : null}
        />
      </section>
    </>
  );
}
