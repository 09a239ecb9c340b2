import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { OverviewScreen } from '@/components/overview/overview-screen';
import { overviewQuery } from '@/components/overview/queries';
import { caller } from '@/lib/http/caller';
import { inPageTurn } from '@/lib/http/page-turns';
import { logger } from '@/lib/logger';
import { getOverview } from '@/lib/services/overview/get-overview';

export const metadata: Metadata = { title: { absolute: 'Overview · Driftwatch' } };

/**
 * What the browser would ask for first, so that the page comes with it. The trends come later: reading them
 * anew may take a second, and their places have their size. Without the database the browser asks for itself,
 * and says so.
 */
async function prefetch() {
  const client = new QueryClient();
  try {
    const overview = await inPageTurn('/overview', () => getOverview({ actor: caller(), input: {} }));
    client.setQueryData(overviewQuery.queryKey, overview);
  } catch (error) {
    logger.warn('the overview could not be prepared', { error });
  }
  return dehydrate(client);
}

export default async function OverviewPage() {
  await connection();
  return (
    <HydrationBoundary state={await prefetch()}>
      <OverviewScreen />
    </HydrationBoundary>
  );
}
