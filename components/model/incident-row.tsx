import { CircleAlert, CircleCheck } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Instant } from '@/components/charts/instant';
import { Badge } from '@/components/ui/badge';
import { formatDelta, formatNumber, formatStatus, formatValue } from '@/lib/format';
import type { Incident } from '@/lib/schemas/incidents';
import { AdoptDialog } from './adopt-dialog';

const action = 'font-medium text-tide underline-offset-2 hover:underline';

/** `got worse twice, the last time by -0.05 to 0.8 at …`; nothing of an incident that never did. */
function Worsening({ incident }: { incident: Incident }) {
  const {
    escalation_count: count,
    escalated_ts: ts,
    escalated_value: value,
    escalated_delta: delta,
  } = incident;
  if (count === 0 || ts === null) return null;
  return (
    <span className="text-ink">
      <strong>Got worse{count > 1 && ` ${count} times`}</strong>
      {count > 1 ? ', the last time' : ''}
      {delta !== null && <> by {formatDelta(delta, incident.unit)}</>}
      {value !== null && <> to {formatValue(value, incident.unit)}</>} at <Instant iso={ts} />
    </span>
  );
}

export function IncidentRow({ incident }: { incident: Incident }) {
  const [isAdopting, setIsAdopting] = useState(false);
  const isResolved = incident.state === 'resolved';
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-t border-line px-4 py-3 first:border-t-0">
      <Badge tone={isResolved ? 'muted' : 'critical'} icon={isResolved ? CircleCheck : CircleAlert}>
        {incident.state === 'open' ? 'Open' : incident.state === 'resolved' ? 'Resolved' : 'Acknowledged'}
      </Badge>
      <span className="font-medium break-all">{incident.metric}</span>
      <span>
        {incident.delta !== null && (
          <>
            by <strong>{formatDelta(incident.delta, incident.unit)}</strong>,{' '}
          </>
        )}
        <span className="text-ink-2">to {formatValue(incident.value, incident.unit)}</span>
      </span>
      <span className="text-ink-2">
        began <Instant iso={incident.opened_ts} />
        {incident.onset_ts && (
          <>
            , change estimated to start <Instant iso={incident.onset_ts} />
          </>
        )}
        {incident.resolved_ts && (
          <>
            , ended <Instant iso={incident.resolved_ts} />
          </>
        )}
        {incident.resolution && ` (${formatStatus(incident.resolution)})`}
      </span>
      <Worsening incident={incident} />
      <span className="text-xs text-ink-3">
        {incident.detector_name}: statistic {formatNumber(incident.statistic)} over{' '}
        {formatNumber(incident.threshold)}
      </span>
      <span className="ml-auto flex flex-wrap items-baseline gap-x-4 gap-y-1">
        {incident.can_adopt && (
          <button
            type="button"
            aria-label={`Take the new level of ${incident.metric} as normal`}
            onClick={() => setIsAdopting(true)}
            className={action}
          >
            Take the new level as normal
          </button>
        )}
        {incident.job_id && (
          <Link href={`/queue#job-${incident.job_id}`} className={action}>
            Retrain job
          </Link>
        )}
      </span>
      {isAdopting && <AdoptDialog incident={incident} onClose={() => setIsAdopting(false)} />}
    </li>
  );
}
