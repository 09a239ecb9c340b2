import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DriftwatchError } from '@/lib/errors';
import { logger } from '@/lib/logger';
import { loadIncidentView } from '../load-incident-view';
import { IncidentPageView } from './incident-view';

interface IncidentPageProps {
  params: Promise<{ id: string }>;
}

export const metadata: Metadata = { title: 'Incident' };

/** The incident for the first HTML. A database that is away is the screen's to tell, which goes on asking. */
async function loadIncident(id: string) {
  try {
    return await loadIncidentView(id);
  } catch (error) {
    if (error instanceof DriftwatchError && error.code === 'NOT_FOUND') notFound();
    logger.warn('the page of an incident was made without it', { error });
    return undefined;
  }
}

export default async function IncidentPage({ params }: IncidentPageProps) {
  const { id } = await params;
  const incident = await loadIncident(id);
  return <IncidentPageView id={id} initial={incident && { incident }} nowMs={Date.now()} />;
}
