import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { NewDetectorScreen } from '@/components/detectors/editor-screen';
import { methodsQuery } from '@/components/detectors/queries';
import { plainMethods, prefetch } from '../prefetch';

export const metadata: Metadata = { title: 'New detector' };

export default async function NewDetectorPage() {
  await connection();
  const state = await prefetch(async (client) => {
    client.setQueryData(methodsQuery.queryKey, plainMethods());
  });
  return (
    <HydrationBoundary state={state}>
      <NewDetectorScreen />
    </HydrationBoundary>
  );
}
