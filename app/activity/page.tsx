import type { Metadata } from 'next';
import { ActivityScreen } from '@/components/activity/activity-screen';
import { auditQuery, readFilters } from '@/components/activity/filters';
import { pageSize } from '@/components/activity/queries';
import { caller } from '@/lib/http/caller';
import { logger } from '@/lib/logger';
import { auditQuerySchema } from '@/lib/schemas/audit';
import { listAudit } from '@/lib/services/audit/list-audit';

export const metadata: Metadata = { title: 'Activity' };

interface ActivityPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * The first page of the list for the first HTML; what is wrong with the filters or the database is the
 * screen's to tell.
 */
async function loadFirstPage(given: Record<string, string | string[] | undefined>) {
  const filters = readFilters({ get: (name) => [given[name] ?? null].flat()[0] ?? null });
  // Days begin when they do for the reader, which the browser knows.
  if (filters.from || filters.to) return undefined;
  const query = Object.entries({ ...auditQuery(filters, 'UTC'), limit: pageSize });
  const input = auditQuerySchema.safeParse(
    Object.fromEntries(query.filter(([, value]) => value !== undefined)),
  );
  if (!input.success) return undefined;
  try {
    return { filters, page: await listAudit({ actor: caller(), input: input.data }) };
  } catch (error) {
    logger.warn('the page of activity was made without its entries', { error });
    return undefined;
  }
}

export default async function ActivityPage({ searchParams }: ActivityPageProps) {
  const initial = await loadFirstPage(await searchParams);
  return <ActivityScreen initial={initial} />;
}
