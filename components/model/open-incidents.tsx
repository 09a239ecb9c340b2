'use client';

import { CircleAlert } from 'lucide-react';
import { Card } from '@/components/ui/card';
import type { Incident } from '@/lib/schemas/incidents';
import { IncidentRow } from './incident-row';

/** Pinned above all panels: what is wrong with the model now. */
export function OpenIncidents({ incidents }: { incidents: Incident[] }) {
  if (incidents.length === 0) return null;
  return (
    <section aria-label="Open incidents" className="mb-4">
      <Card as="div" className="border-drift/40">
        <h2 className="flex items-center gap-1.5 px-3 pt-2 text-sm font-semibold text-drift">
          <CircleAlert aria-hidden className="size-4" />
          {incidents.length === 1 ? 'One open incident' : `${incidents.length} open incidents`}
        </h2>
        <ul className="max-h-60 overflow-y-auto">
          {incidents.map((incident) => (
            <IncidentRow key={incident.id} incident={incident} />
          ))}
        </ul>
      </Card>
    </section>
  );
}
