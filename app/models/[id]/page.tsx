import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { connection } from 'next/server';
import { ModelScreen } from '@/components/model/model-screen';
import { incidentsAtOnce, modelIncidentsQuery, modelQuery, seriesAtOnce } from '@/components/model/queries';
import { DriftwatchError } from '@/lib/errors';
import { caller } from '@/lib/http/caller';
import { logger } from '@/lib/logger';
import { listIncidents } from '@/lib/services/incidents/list-incidents';
import { getModel } from '@/lib/services/models/get-model';

interface ModelPageProps {
  params: Promise<{ id: string }>;
}

/** Unlike the page, this gets the segment decoded already; decoding `100%` once more would fail. */
export async function generateMetadata({ params }: ModelPageProps): Promise<Metadata> {
  return { title: (await params).id };
}

/** Ids are free strings, and the page gets the segment as it stands in the address. */
function decodeId(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    notFound();
  }
}

/**
 * What the page shows first stands in its HTML. Whatever fails here, the browser asks for again, and says so.
 */
async function loadFirst(id: string): Promise<QueryClient> {
  const client = new QueryClient();
  try {
    const [model, incidents] = await Promise.all([
      getModel({ actor: caller(), input: { id, series: seriesAtOnce, skip: 0 } }),
      listIncidents({ actor: caller(), input: { model_id: id, limit: incidentsAtOnce, search: '' } }),
    ]);
    client.setQueryData(modelQuery(id).queryKey, { pages: [model], pageParams: [0] });
    client.setQueryData(modelIncidentsQuery(id).queryKey, incidents);
  } catch (error) {
    if (!(error instanceof DriftwatchError)) logger.warn('a model page comes without its data', { error });
  }
  return client;
}

export default async function ModelPage({ params }: ModelPageProps) {
  await connection();
  const id = decodeId((await params).id);
  return (
    <HydrationBoundary state={dehydrate(await loadFirst(id))}>
      <ModelScreen id={id} />
    </HydrationBoundary>
  );
}
