import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { Suspense } from 'react';
import { arrangeRows } from '@/components/overview/arrange-rows';
import { OverviewScreen } from '@/components/overview/overview-screen';
import { overviewQuery, trendsQuery } from '@/components/overview/queries';
import { seriesOfBlock } from '@/components/overview/series-of-block';
import { viewOfQuery } from '@/components/overview/view-of-query';
import { LoadingRows } from '@/components/ui/skeleton';
import { inPageTurn } from '@/lib/http/page-turns';
import { logger } from '@/lib/logger';
import { operator } from '@/lib/services/call';
import { getOverview } from '@/lib/services/overview/get-overview';
import { listTrends } from '@/lib/services/series/list-trends';

export const metadata: Metadata = { title: { absolute: 'Overview · Driftwatch' } };

interface OverviewPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What the browser would ask for first, so that the page comes with it; without the database it asks for itself, and says so. */
async function prefetch(searchParams: OverviewPageProps['searchParams']) {
  const client = new QueryClient();
  try {
    const asked = await searchParams;
    const overview = await inPageTurn('/overview', () => getOverview({ actor: operator, input: {} }));
    const { lines } = arrangeRows(
      overview,
      viewOfQuery((name) => {
        const value = asked[name];
        return typeof value === 'string' ? value : null;
      }),
    );
    client.setQueryData(overviewQuery.queryKey, overview);
    const series = seriesOfBlock(lines, 0);
    client.setQueryData(
      trendsQuery(series).queryKey,
      await inPageTurn(`/trends?ids=${series}`, () =>
        listTrends({ actor: operator, input: { ids: series } }),
      ),
    );
  } catch (error) {
    logger.warn('the overview could not be prepared', { error });
  }
  return dehydrate(client);
}

export default async function OverviewPage({ searchParams }: OverviewPageProps) {
  await connection();
  return (
    <HydrationBoundary state={await prefetch(searchParams)}>
      <Suspense fallback={<LoadingRows label="Loading the models" rows={12} className="h-8" />}>
        <OverviewScreen />
      </Suspense>
    </HydrationBoundary>
  );
}
