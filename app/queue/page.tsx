import type { Metadata } from 'next';
import { byUrgency } from '@/components/queue/order';
import { partNames, partQuery } from '@/components/queue/queries';
import { QueueScreen } from '@/components/queue/queue-screen';
import { caller } from '@/lib/http/caller';
import { logger } from '@/lib/logger';
import { jobQuerySchema } from '@/lib/schemas/jobs';
import { listJobs } from '@/lib/services/jobs/list-jobs';
import { loadIncidentView } from '../incidents/load-incident-view';

export const metadata: Metadata = { title: 'Retrain queue' };

interface QueuePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/**
 * The part that is shown and the evidence of its first job, for the first HTML; what fails is the screen's to
 * tell.
 */
async function loadQueue(given: Record<string, string | string[] | undefined>) {
  const part = partNames.find((name) => name === given.show) ?? 'waiting';
  try {
    const input = jobQuerySchema.parse(partQuery(part));
    const page = await listJobs({ actor: caller(), input });
    const ordered = part === 'waiting' ? [...page.items].sort(byUrgency) : page.items;
    const chosen = given.job === undefined ? ordered[0] : ordered.find(({ id }) => id === given.job);
    const incidentId = chosen?.worst?.incident_id;
    return { part, page, incident: incidentId ? await loadIncidentView(incidentId) : undefined };
  } catch (error) {
    logger.warn('the page of the queue was made without it', { error });
    return undefined;
  }
}

export default async function QueuePage({ searchParams }: QueuePageProps) {
  const initial = await loadQueue(await searchParams);
  return <QueueScreen initial={initial} nowMs={Date.now()} />;
}
