import { CircleAlert, CircleCheck } from 'lucide-react';
import { Suspense, useState } from 'react';
import { Instant } from '@/components/charts/instant';
import { Badge } from '@/components/ui/badge';
import { Link } from '@/components/ui/link';
import { decimalsOf, formatChange, formatDelta, formatStatus, formatValue } from '@/lib/format';
import type { Incident } from '@/lib/schemas/incidents';
import { AdoptDialog } from './dialogs';
import { LabelChips } from './label-chips';
import { labelText } from './metric-groups';
import { writeChange } from './to-change';

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

/** From what to what the level went. Both means and their difference come from the same evidence. */
function LevelChange({ incident }: { incident: Incident }) {
  const { change, unit, delta } = incident;
  if (!change) return delta === null ? null : <strong>{formatDelta(delta, unit)}</strong>;
  const decimals = decimalsOf(unit, [change.before.mean, change.after.mean]);
  const written = writeChange({ before: change.before.mean, after: change.after.mean, unit }, decimals);
  return (
    <span className="font-mono text-[0.8125rem]">
      {written.before} → {written.after} <strong>{written.change}</strong>
      {written.unit && ` ${written.unit}`}
      {change.effect !== null && <span className="text-ink-2">, {formatChange(change.effect, 1)} sd</span>}
    </span>
  );
}

export function IncidentRow({ incident }: { incident: Incident }) {
  const [isAdopting, setIsAdopting] = useState(false);
  const isResolved = incident.state === 'resolved';
  const name = `${incident.metric} ${labelText(incident.labels)}`;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-t border-line px-3 py-2 first:border-t-0">
      <Badge tone={isResolved ? 'muted' : 'critical'} icon={isResolved ? CircleCheck : CircleAlert}>
        {incident.state === 'open' ? 'Open' : incident.state === 'resolved' ? 'Resolved' : 'Acknowledged'}
      </Badge>
      <Link href={`/incidents/${incident.id}`} className="font-medium break-all text-tide hover:underline">
        {incident.metric}
      </Link>
      <LabelChips labels={incident.labels} />
      <LevelChange incident={incident} />
      <span className="text-ink-2">
        began <Instant iso={incident.onset_ts ?? incident.opened_ts} />
        {incident.onset_ts && (
          <>
            , seen <Instant iso={incident.opened_ts} />
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
      <span className="text-xs break-all text-ink-3">{incident.detector_name}</span>
      <span className="ml-auto flex flex-wrap items-baseline gap-x-4 gap-y-1">
        {incident.can_adopt && (
          <button
            type="button"
            aria-label={`Take the new level as normal: ${name}`}
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
      {isAdopting && (
        <Suspense>
          <AdoptDialog incident={incident} onClose={() => setIsAdopting(false)} />
        </Suspense>
      )}
    </li>
  );
}
