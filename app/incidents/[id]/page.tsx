import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Suspense } from 'react';
import { LoadingRows } from '@/components/ui/skeleton';
import { DriftwatchError } from '@/lib/errors';
import { logger } from '@/lib/logger';
import { evidenceSchema } from '@/lib/schemas/evidence';
import { operator } from '@/lib/services/call';
import { getIncident } from '@/lib/services/incidents/get-incident';
import { IncidentPageView } from './incident-view';

interface IncidentPageProps {
  params: Promise<{ id: string }>;
}

export const metadata: Metadata = { title: 'Incident' };

/** The incident for the first HTML. A database that is away is the screen's to tell, which goes on asking. */
async function loadIncident(id: string) {
  try {
    const { evidence, ...incident } = await getIncident({ actor: operator, input: { id } });
    const { state_before: _, ...shown } = evidenceSchema.parse(evidence);
    return { ...incident, evidence: shown };
  } catch (error) {
    if (error instanceof DriftwatchError && error.code === 'NOT_FOUND') notFound();
    logger.warn('the page of an incident was made without it', { error });
    return undefined;
  }
}

export default async function IncidentPage({ params }: IncidentPageProps) {
  const { id } = await params;
  const incident = await loadIncident(id);
  return (
    <Suspense fallback={<LoadingRows label="Loading the incident" rows={2} className="h-48" />}>
      <IncidentPageView id={id} initial={incident && { incident }} nowMs={Date.now()} />
    </Suspense>
  );
}
