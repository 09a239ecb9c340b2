'use client';

import { useQuery } from '@tanstack/react-query';
import { Database } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ReactNode, useDeferredValue, useMemo } from 'react';
import { useMay } from '@/components/access/access';
import { buttonClass } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { LoadingRows } from '@/components/ui/skeleton';
import { DrawnAt } from '@/components/ui/use-now';
import { changePageQuery, stepPageQuery, usePageQuery } from '@/components/ui/use-page-query';
import { useTypedQuery } from '@/components/ui/use-typed-query';
import { formatCount } from '@/lib/format';
import type { Overview } from '@/lib/schemas/overview';
import { sampleModelId } from '@/lib/schemas/sample';
import { arrangeRows, labelNames, type SortKey, sortText } from './arrange-rows';
import { AttentionStrip, attentionOf } from './attention-strip';
import { OverviewTable } from './overview-table';
import { overviewQuery } from './queries';
import { QueryBox, StateFilter } from './row-filters';
import { useSetupHidden } from './setup-hidden';
import { setupProgress } from './setup-progress';
import { TableOptions } from './table-options';
import { viewOfQuery } from './view-of-query';

const FirstRun = dynamic(() => import('./first-run').then((module) => module.FirstRun), {
  loading: () => null,
});
const SetupCard = dynamic(() => import('./first-run').then((module) => module.SetupCard), {
  loading: () => null,
});
const SampleDialog = dynamic(() => import('./sample-controls').then((module) => module.SampleDialog), {
  loading: () => null,
});

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

/** The title, and what can be done with the whole. */
function Heading({ children }: { children?: ReactNode }) {
  return (
    <div className="mb-4 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <h1 className="text-xl font-semibold tracking-tight">Overview</h1>
      {children}
    </div>
  );
}

function Loaded({ overview }: { overview: Overview }) {
  const { query } = usePageQuery();
  const progress = setupProgress(overview);
  const isSetupHidden = useSetupHidden();
  const isEmpty = overview.rows.length === 0;
  const maySample = useMay('manage_sample');
  return (
    <DrawnAt value={Date.parse(overview.at)}>
      <Heading>
        {!isEmpty && maySample && (
          <button
            type="button"
            onClick={() => stepPageQuery({ sample: '1' })}
            className={buttonClass('quiet', 'min-h-8 px-2 py-1 text-[0.8125rem]')}
          >
            <Database aria-hidden className="size-3.5" />
            Sample data
          </button>
        )}
      </Heading>
      {isEmpty ? (
        <FirstRun progress={progress} />
      ) : (
        <>
          <AttentionStrip {...attentionOf(overview)} />
          <ModelTable overview={overview} />
          {!progress.isDone && !isSetupHidden && <SetupCard progress={progress} />}
        </>
      )}
      {query.get('sample') !== null && (
        <SampleDialog
          isLoaded={overview.rows.some(({ id }) => id === sampleModelId)}
          onClose={() => changePageQuery({ sample: null })}
        />
      )}
    </DrawnAt>
  );
}

export function OverviewScreen() {
  const { data, error, refetch } = useQuery(overviewQuery);
  if (data) return <Loaded overview={data} />;
  return (
    <>
      <Heading />
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
