import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { DetectorsScreen } from '@/components/detectors/detectors-screen';
import { detectorsPageSize, detectorsQuery, methodsQuery } from '@/components/detectors/queries';
import { caller } from '@/lib/http/caller';
import { listDetectors } from '@/lib/services/detectors/list-detectors';
import { plainMethods, prefetch } from './prefetch';

export const metadata: Metadata = { title: 'Detectors' };

interface DetectorsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function DetectorsPage({ searchParams }: DetectorsPageProps) {
  // Where the editor was before it had a page of its own.
  const asked = (await searchParams).new;
  if (typeof asked === 'string') redirect(`/detectors/new?metric=${encodeURIComponent(asked)}`);
  const state = await prefetch(async (client) => {
    client.setQueryData(methodsQuery.queryKey, plainMethods());
    const page = await listDetectors({ actor: caller(), input: { limit: detectorsPageSize } });
    client.setQueryData(detectorsQuery.queryKey, { pages: [page], pageParams: [undefined] });
  });
  return (
    <HydrationBoundary state={state}>
      <DetectorsScreen />
    </HydrationBoundary>
  );
}
