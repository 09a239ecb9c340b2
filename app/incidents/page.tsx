import type { Metadata } from 'next';
import { readFilters } from '@/components/incidents/filters';
import { IncidentsScreen } from '@/components/incidents/incidents-screen';
import { listQuery } from '@/components/incidents/queries';
import { caller } from '@/lib/http/caller';
import { logger } from '@/lib/logger';
import { incidentQuerySchema } from '@/lib/schemas/incidents';
import { listIncidents } from '@/lib/services/incidents/list-incidents';

export const metadata: Metadata = { title: 'Incidents' };

interface IncidentsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * The first page of the list for the first HTML; what is wrong with the filters or the database is the
 * screen's to tell.
 */
async function loadFirstPage(given: Record<string, string | string[] | undefined>) {
  const filters = readFilters({ get: (name) => [given[name] ?? null].flat()[0] ?? null });
  const input = incidentQuerySchema.safeParse(listQuery(filters));
  if (!input.success) return undefined;
  try {
    return { filters, page: await listIncidents({ actor: caller(), input: input.data }) };
  } catch (error) {
    logger.warn('the page of incidents was made without them', { error });
    return undefined;
  }
}

export default async function IncidentsPage({ searchParams }: IncidentsPageProps) {
  const initial = await loadFirstPage(await searchParams);
  return <IncidentsScreen initial={initial} />;
}
