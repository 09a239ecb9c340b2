'use client';

import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { controlClass } from '@/components/ui/field';
import { stepPageQuery } from '@/components/ui/use-page-query';
import { useTypedQuery } from '@/components/ui/use-typed-query';
import { actionKinds, describeAction } from '@/lib/policy/describe-audit';
import type { AuditPage } from '@/lib/schemas/audit';
import { actorText } from './actor-text';
import { type ActivityFilters as Filters, filterNames, isFiltered } from './filters';

interface ActivityFiltersProps {
  filters: Filters;
  actors: NonNullable<AuditPage['actors']>;
}

/** On a narrow screen two share a line. */
const compact = `${controlClass} min-h-8 py-1 max-sm:px-1.5`;
const halfWidth = 'max-sm:w-[calc(50%-0.25rem)]';

function ActionFilter({ chosen }: { chosen: string }) {
  return (
    <select
      aria-label="What was done"
      value={chosen}
      onChange={(event) => stepPageQuery({ action: event.target.value })}
      className={`${compact} ${halfWidth} sm:w-56`}
    >
      <option value="">Everything</option>
      {actionKinds.map(({ kind, label, words }) => (
        <optgroup key={kind} label={label}>
          <option value={`${kind}.`}>{label}: all</option>
          {Object.keys(words).map((verb) => (
            <option key={verb} value={`${kind}.${verb}`}>
              {describeAction(`${kind}.${verb}`)}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}

function ActorFilter({ chosen, actors }: { chosen: string; actors: ActivityFiltersProps['actors'] }) {
  const isKnown = chosen === '' || actors.some(({ actor }) => actor === chosen);
  const all = isKnown ? actors : [...actors, { actor: chosen, name: null }];
  return (
    <select
      aria-label="Who did it"
      value={chosen}
      onChange={(event) => stepPageQuery({ actor: event.target.value })}
      className={`${compact} ${halfWidth} sm:w-44`}
    >
      <option value="">Everyone</option>
      {all.map(({ actor, name }) => (
        <option key={actor} value={actor}>
          {actorText(actor, name)}
        </option>
      ))}
    </select>
  );
}

function DayFilter({ name, label, value }: { name: 'from' | 'to'; label: string; value: string }) {
  return (
    <label className={classNames(halfWidth, 'flex min-w-0 items-center gap-1.5 text-ink-2')}>
      {label}
      <input
        type="date"
        value={value}
        onChange={(event) => stepPageQuery({ [name]: event.target.value })}
        className={`${compact} min-w-0 sm:w-36`}
      />
    </label>
  );
}

/** Who, what, which model and when; all of it is in the address. */
export function ActivityFilters({ filters, actors }: ActivityFiltersProps) {
  const model = useTypedQuery('model');
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <ActionFilter chosen={filters.action} />
      <ActorFilter chosen={filters.actor} actors={actors} />
      <input
        type="search"
        data-page-search
        aria-label="Model"
        placeholder="Model, its whole name"
        maxLength={200}
        spellCheck={false}
        autoComplete="off"
        value={model.typed}
        onChange={(event) => model.type(event.target.value)}
        className={`${compact} sm:w-52`}
      />
      <DayFilter name="from" label="From" value={filters.from} />
      <DayFilter name="to" label="To" value={filters.to} />
      {filters.entity !== '' && (
        <Button className="min-h-8 py-1" onClick={() => stepPageQuery({ entity: null })}>
          Only one {filters.entity.split(':')[0]?.replaceAll('_', ' ')}
          <X aria-label="Show all" className="size-3.5" />
        </Button>
      )}
      {isFiltered(filters) && (
        <Button
          look="quiet"
          className="min-h-8 py-1"
          onClick={() => stepPageQuery(Object.fromEntries(filterNames.map((name) => [name, null])))}
        >
          Clear filters
        </Button>
      )}
    </search>
  );
}
