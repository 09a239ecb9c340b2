'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useDeferredValue, useMemo } from 'react';
import { Notice } from '@/components/ui/notice';
import { LoadingRows } from '@/components/ui/skeleton';
import { DrawnAt } from '@/components/ui/use-now';
import { stepPageQuery, usePageQuery } from '@/components/ui/use-page-query';
import { useTypedQuery } from '@/components/ui/use-typed-query';
import { formatCount } from '@/lib/format';
import type { Overview } from '@/lib/schemas/overview';
import { arrangeRows, labelNames, type SortKey, sortText } from './arrange-rows';
import { AttentionStrip, attentionOf } from './attention-strip';
import { OverviewTable } from './overview-table';
import { overviewQuery } from './queries';
import { QueryBox, StateFilter } from './row-filters';
import { TableOptions } from './table-options';
import { viewOfQuery } from './view-of-query';

const FirstRun = dynamic(() => import('./first-run').then((module) => module.FirstRun));

/** The order in which a column is first sorted: the largest first where large is what one looks for. */
const isLargestFirst: Partial<Record<SortKey, boolean>> = {
  change: true,
  incidents: true,
  last_data: true,
  series: true,
};

function ModelTable({ overview }: { overview: Overview }) {
  const { typed, type } = useTypedQuery('q');
  const { query } = usePageQuery();
  const asked = useMemo(() => viewOfQuery((name) => query.get(name)), [query]);
  // While somebody types, the letters come before the rows.
  const text = useDeferredValue(typed);
  const { sort, groupBy, columns } = asked;
  const arrangement = useMemo(
    () => arrangeRows(overview, { query: text, sort, groupBy }),
    [overview, text, sort, groupBy],
  );
  const labels = useMemo(() => labelNames(overview.rows), [overview]);
  const onSort = (key: SortKey) => {
    const isDescending = sort.key === key ? !sort.isDescending : (isLargestFirst[key] ?? false);
    stepPageQuery({ sort: sortText({ key, isDescending }) });
  };
  return (
    <section aria-label="Models">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 aria-live="polite" className="font-semibold">
          {formatCount(arrangement.rowCount, 'model')}
        </h2>
        <StateFilter counts={arrangement.counts} query={typed} />
      </div>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <QueryBox value={typed} onChange={type} />
        <TableOptions lines={arrangement.lines} columns={columns} groupBy={groupBy} labels={labels} />
      </div>
      {arrangement.lines.length === 0 ? (
        <p className="border-t border-line py-8 text-ink-2">
          No model fits “{text}”.{' '}
          <button
            type="button"
            onClick={() => type('')}
            className="font-medium text-tide underline-offset-2 hover:underline"
          >
            Show all {formatCount(overview.rows.length, 'model')}
          </button>
        </p>
      ) : (
        <OverviewTable lines={arrangement.lines} columns={columns} sort={sort} onSort={onSort} />
      )}
    </section>
  );
}

export function OverviewScreen() {
  const { data, error, refetch } = useQuery(overviewQuery);
  if (!data) {
    return (
      <>
        <h1 className="mb-4 text-xl font-semibold tracking-tight">Overview</h1>
        {error ? (
          <Notice kind="error" onRetry={() => void refetch()}>
            The models could not be loaded. {error.message}
          </Notice>
        ) : (
          <LoadingRows label="Loading the models" rows={12} className="h-8" />
        )}
      </>
    );
  }
  if (data.rows.length === 0) return <FirstRun overview={data} />;
  return (
    <DrawnAt value={Date.parse(data.at)}>
      <h1 className="mb-4 text-xl font-semibold tracking-tight">Overview</h1>
      <AttentionStrip {...attentionOf(data)} />
      <ModelTable overview={data} />
    </DrawnAt>
  );
}
