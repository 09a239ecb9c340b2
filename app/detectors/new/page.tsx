import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { NewDetectorScreen } from '@/components/detectors/editor-screen';
import { methodsQuery } from '@/components/detectors/queries';
import { listMethods } from '@/lib/services/detectors/list-methods';
import { prefetch } from '../prefetch';

export const metadata: Metadata = { title: 'New detector' };

export default async function NewDetectorPage() {
  await connection();
  const state = await prefetch(async (client) => {
    client.setQueryData(methodsQuery.queryKey, { items: listMethods() });
  });
  return (
    <HydrationBoundary state={state}>
      <NewDetectorScreen />
    </HydrationBoundary>
  );
}
