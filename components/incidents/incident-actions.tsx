'use client';

import { ArrowRight } from 'lucide-react';
import { type ComponentType, useState } from 'react';
import { useRefusal } from '@/components/access/access';
import type { IncidentView } from '@/components/evidence/queries';
import { Button, buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import type { Incident } from '@/lib/schemas/incidents';

/** The dialogs that belong to models; the page of the app gives them. */
export interface IncidentDialogs {
  Adopt: ComponentType<{ incident: Incident; onClose: () => void }>;
  RequestRetrain: ComponentType<{ modelId: string; onClose: () => void }>;
}

interface IncidentActionsProps {
  view: IncidentView;
  dialogs: IncidentDialogs;
}

/** What a person can do about it now. */
export function IncidentActions({ view, dialogs: { Adopt, RequestRetrain } }: IncidentActionsProps) {
  const [asked, setAsked] = useState<'adopt' | 'retrain' | null>(null);
  const close = () => setAsked(null);
  const isOpen = view.state !== 'resolved';
  const mayNotRequest = useRefusal('request_jobs', { model: view.model_id });
  const mayNotAdopt = useRefusal('manage_incidents', { model: view.model_id });
  return (
    <div className="flex flex-wrap gap-2">
      {view.job_id ? (
        <Link href={`/queue?job=${view.job_id}`} className={buttonClass(isOpen ? 'primary' : 'secondary')}>
          {isOpen ? 'Decide on the retrain' : 'Open the retrain job'}
          <ArrowRight aria-hidden className="size-4" />
        </Link>
      ) : (
        <Button
          look={isOpen ? 'primary' : 'secondary'}
          refusal={mayNotRequest}
          onClick={() => setAsked('retrain')}
        >
          Request retrain
        </Button>
      )}
      {view.can_adopt && (
        <Button refusal={mayNotAdopt} onClick={() => setAsked('adopt')}>
          Take the new level as normal
        </Button>
      )}
      {asked === 'adopt' && <Adopt incident={view} onClose={close} />}
      {asked === 'retrain' && <RequestRetrain modelId={view.model_id} onClose={close} />}
    </div>
  );
}
