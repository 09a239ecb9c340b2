'use client';

import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import { HealthShape } from '@/components/charts/health-mark';
import { controlClass } from '@/components/ui/field';
import { stepPageQuery } from '@/components/ui/use-page-query';
import { parseRowQuery, statesIn, withStates } from './row-query';
import { healthOf, type State, stateHelp, states, stateWord } from './state';

interface StateFilterProps {
  counts: Record<State, number>;
  query: string;
}

/** How many models there are of each state; a press shows those alone, another one all again. */
export function StateFilter({ counts, query }: StateFilterProps) {
  const chosen = statesIn(parseRowQuery(query));
  const toggle = (state: State) => {
    const next = chosen.includes(state) ? chosen.filter((one) => one !== state) : [...chosen, state];
    stepPageQuery({ q: withStates(query, next) || null });
  };
  return (
    <ul aria-label="States" className="flex flex-wrap items-center gap-1">
      {states
        .filter((state) => counts[state] > 0 || chosen.includes(state))
        .map((state) => (
          <li key={state}>
            <button
              type="button"
              aria-pressed={chosen.includes(state)}
              title={stateHelp(state)}
              onClick={() => toggle(state)}
              className="inline-flex min-h-8 items-center gap-1.5 rounded-md border border-line px-2 text-[0.8125rem] hover:bg-raised aria-pressed:border-tide aria-pressed:bg-tide-soft"
            >
              <HealthShape health={healthOf(state)} />
              {stateWord(state)}
              <span className="font-mono text-ink-2">{counts[state].toLocaleString('en-GB')}</span>
            </button>
          </li>
        ))}
    </ul>
  );
}

interface QueryBoxProps {
  value: string;
  onChange: (value: string) => void;
}

export function QueryBox({ value, onChange }: QueryBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="relative min-w-0 flex-1 basis-64">
      <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-ink-3" />
      <input
        ref={input}
        type="search"
        data-page-search
        aria-label="Filter models"
        aria-description="Words, state:drift, metric:accuracy, job:pending or a label such as region:eu; a minus in front turns one round"
        placeholder="state:drift metric:accuracy region:eu"
        maxLength={500}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value === '') event.currentTarget.blur();
        }}
        className={`${controlClass} min-h-8 py-1 pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden`}
      />
      {value !== '' && (
        <button
          type="button"
          aria-label="Clear the filter"
          onClick={() => {
            onChange('');
            input.current?.focus();
          }}
          className="absolute top-1 right-1 inline-flex size-6 items-center justify-center rounded text-ink-3 hover:bg-raised hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  );
}
