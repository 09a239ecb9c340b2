import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EditorScreen } from '@/components/detectors/editor-screen';
import { detectorQuery, methodsQuery } from '@/components/detectors/queries';
import { isDriftwatchError } from '@/lib/errors';
import { caller } from '@/lib/http/caller';
import { getDetector } from '@/lib/services/detectors/get-detector';
import { plainMethods, prefetch } from '../prefetch';

export const metadata: Metadata = { title: 'Detector' };

interface DetectorPageProps {
  params: Promise<{ id: string }>;
}

async function loadState(id: string) {
  try {
    return await prefetch(async (client) => {
      client.setQueryData(methodsQuery.queryKey, plainMethods());
      client.setQueryData(detectorQuery(id).queryKey, await getDetector({ actor: caller(), input: { id } }));
    });
  } catch (error) {
    if (isDriftwatchError(error) && error.code === 'NOT_FOUND') notFound();
    throw error;
  }
}

export default async function DetectorPage({ params }: DetectorPageProps) {
  const { id } = await params;
  return (
    <HydrationBoundary state={await loadState(id)}>
      <EditorScreen id={id} />
    </HydrationBoundary>
  );
}
