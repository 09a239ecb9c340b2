import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Sort, SortKey } from './arrange-rows';
import { type Column, columnLabels } from './view-of-query';

const sortOf: Partial<Record<Column, SortKey>> = {
  state: 'state',
  change: 'change',
  incidents: 'incidents',
  job: 'job',
  last_data: 'last_data',
  series: 'series',
};

const help: Partial<Record<Column, string>> = {
  trend:
    'All rows have one scale: standard deviations of each series’ own reference. The band is the reference, two to either side.',
  change: 'The largest open change, in the metric’s unit and in standard deviations of the points before it',
};

interface HeadingProps {
  label: string;
  sortKey: SortKey | undefined;
  sort: Sort;
  onSort: (key: SortKey) => void;
  className: string;
  title?: string | undefined;
}

function Heading({ label, sortKey, sort, onSort, className, title }: HeadingProps) {
  const isSorted = sortKey !== undefined && sort.key === sortKey;
  const Arrow = sort.isDescending ? ArrowDown : ArrowUp;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table of which most rows are not there cannot be a <table>
    // biome-ignore lint/a11y/useFocusableInteractive: the button inside takes the focus
    <div
      role="columnheader"
      aria-sort={isSorted ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
      title={title}
      className={`min-w-0 ${className}`}
    >
      {sortKey === undefined ? (
        label
      ) : (
        <button
          type="button"
          onClick={() => onSort(sortKey)}
          className={`inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-ink ${isSorted ? 'text-ink' : ''}`}
        >
          {label}
          {isSorted && <Arrow aria-hidden className="size-3" />}
        </button>
      )}
    </div>
  );
}

interface TableHeaderProps {
  columns: Column[];
  sort: Sort;
  onSort: (key: SortKey) => void;
}

export function TableHeader({ columns, sort, onSort }: TableHeaderProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table of which most rows are not there cannot be a <table>
    <div role="rowgroup" className="overview-head">
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the buttons inside take the focus */}
      <div role="row" aria-rowindex={1} className="overview-row">
        {(columns.includes('state') ? (['state', 'model'] as const) : (['model'] as const)).map((column) => (
          <Heading
            key={column}
            label={column === 'model' ? 'Model' : columnLabels.state}
            sortKey={column}
            sort={sort}
            onSort={onSort}
            className={`overview-${column}`}
          />
        ))}
        {columns
          .filter((column) => column !== 'state')
          .map((column) => (
            <Heading
              key={column}
              label={columnLabels[column]}
              sortKey={sortOf[column]}
              sort={sort}
              onSort={onSort}
              className={`overview-${column}`}
              title={help[column]}
            />
          ))}
      </div>
    </div>
  );
}
