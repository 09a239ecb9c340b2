'use client';

import { Search } from 'lucide-react';
import { classNames } from '@/components/ui/class-names';
import { usePageQuery } from '@/components/ui/use-page-query';
import { useTypedQuery } from '@/components/ui/use-typed-query';
import { type IncidentFilters as Filters, isOfLastDay, states, withLastDay } from './filters';

const stateWords: Record<Filters['state'], string> = { open: 'Open', resolved: 'Resolved', all: 'All' };

interface IncidentFiltersProps {
  filters: Filters;
  /** How many there are of each state, of all that the words find. */
  counts: Record<string, number> | undefined;
}

function countOf(state: Filters['state'], counts: Record<string, number> | undefined): number | null {
  if (!counts) return null;
  const { open = 0, acknowledged = 0, resolved = 0 } = counts;
  if (state === 'open') return open + acknowledged;
  return state === 'resolved' ? resolved : open + acknowledged + resolved;
}

const choiceClass = (isChosen: boolean) =>
  classNames(
    'min-h-8 rounded-md px-2.5',
    isChosen ? 'bg-tide-soft font-medium text-tide' : 'text-ink-2 hover:bg-raised',
  );

/** States as counts that filter, the last day, and words; all of it is in the address. */
export function IncidentFilters({ filters, counts }: IncidentFiltersProps) {
  const { change } = usePageQuery();
  const { typed, type } = useTypedQuery('q');
  const isLastDay = isOfLastDay(typed);
  return (
    <search className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser */}
      <div role="group" aria-label="State" className="flex gap-1">
        {states.map((state) => {
          const count = countOf(state, counts);
          return (
            <button
              key={state}
              type="button"
              aria-pressed={state === filters.state}
              onClick={() => change({ state: state === 'open' ? null : state })}
              className={choiceClass(state === filters.state)}
            >
              {stateWords[state]} {count !== null && <span className="font-mono text-xs">{count}</span>}
            </button>
          );
        })}
      </div>
      <button
        type="button"
        aria-pressed={isLastDay}
        onClick={() => type(withLastDay(typed, !isLastDay))}
        className={choiceClass(isLastDay)}
      >
        Changed in 24 h
      </button>
      <label className="flex min-h-8 min-w-0 flex-1 basis-64 items-center gap-2 rounded-md border border-line-strong bg-surface px-2 focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-tide md:max-w-md">
        <Search aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        <span className="sr-only">Find incidents</span>
        <input
          type="search"
          data-page-search
          value={typed}
          onChange={(event) => type(event.target.value)}
          placeholder="model:fraud* metric:accuracy version:2026.11"
          className="min-w-0 flex-1 bg-transparent py-1 outline-none placeholder:text-ink-3"
        />
      </label>
    </search>
  );
}
