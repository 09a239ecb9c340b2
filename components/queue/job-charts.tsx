'use client';

import { useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import type { Reason } from '@/lib/schemas/jobs';
import { EvidenceChart } from './evidence-chart';

/** More would be a wall of buttons; the newest say best how things are. */
const maxCharts = 6;

type DriftReason = Reason & { incident_id: string };

/** A reason for each incident; one that got worse is several reasons. */
function incidentsOf(reasons: Reason[]): DriftReason[] {
  const drifts = reasons.filter((reason): reason is DriftReason => reason.incident_id !== null);
  return [...new Map(drifts.map((reason) => [reason.incident_id, reason])).values()];
}

/** The chart of what happened; with several reasons, of one of the newest at a time. */
export function JobCharts({ reasons }: { reasons: Reason[] }) {
  const drifts = incidentsOf(reasons).slice(-maxCharts);
  const [chosen, setChosen] = useState(0);
  const shown = drifts[chosen] ?? drifts[0];
  if (!shown) return null;
  return (
    <div className="flex flex-col gap-2">
      {drifts.length > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
        <div role="group" aria-label="Chart of" className="flex flex-wrap gap-1">
          {drifts.map((reason, index) => (
            <button
              key={reason.incident_id}
              type="button"
              aria-pressed={reason === shown}
              onClick={() => setChosen(index)}
              className={classNames(
                'min-h-8 rounded-md px-2.5 text-xs',
                reason === shown ? 'bg-tide-soft font-medium text-tide' : 'text-ink-2 hover:bg-raised',
              )}
            >
              {reason.metric} · {reason.detector_name ?? 'deleted detector'}
            </button>
          ))}
        </div>
      )}
      <EvidenceChart key={shown.incident_id} incidentId={shown.incident_id} />
    </div>
  );
}
