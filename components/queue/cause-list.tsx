import { Instant } from '@/components/charts/instant';
import { ChangeText } from '@/components/evidence/change-text';
import { Labels } from '@/components/evidence/labels';
import { Link } from '@/components/ui/link';
import { formatStatus } from '@/lib/format';
import type { Reason } from '@/lib/schemas/jobs';
import type { Cause } from './cause';

function stateOf({ incident_state, resolution }: Reason): string {
  if (incident_state === null) return '';
  if (incident_state !== 'resolved') return 'open';
  return resolution === null ? 'resolved' : formatStatus(resolution);
}

function DriftCause({ cause: { reason, detectors } }: { cause: Cause }) {
  return (
    <>
      <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        {reason.incident_id ? (
          <Link
            href={`/incidents/${reason.incident_id}`}
            className="font-medium break-all text-tide underline-offset-2 hover:underline"
          >
            {reason.metric}
          </Link>
        ) : (
          <span className="font-medium break-all">{reason.metric}</span>
        )}
        {reason.labels && <Labels labels={reason.labels} />}
        {reason.text && <span className="text-ink-2">{reason.text}</span>}
      </span>
      <ChangeText change={reason.change} unit={reason.unit} part="values" className="sm:text-right" />
      <span className="text-xs text-ink-2 sm:col-span-2">
        <Instant iso={reason.onset_ts ?? reason.ts} />, {stateOf(reason) || 'seen'}
        {detectors.length > 0 && <>, found by {detectors.join(' and ')}</>}
      </span>
    </>
  );
}

function AskedCause({ reason }: { reason: Reason }) {
  return (
    <span className="sm:col-span-2">
      <span className="font-medium">
        {reason.kind === 'manual' ? 'Asked for by a person' : formatStatus(reason.kind)}
      </span>
      {reason.text && <span className="break-words whitespace-pre-wrap">: “{reason.text}”</span>}{' '}
      <span className="text-xs text-ink-2">
        <Instant iso={reason.ts} />
      </span>
    </span>
  );
}

/** Causes of a job, the newest first: each a change in one series, whoever found it. */
export function CauseList({ causes }: { causes: Cause[] }) {
  return (
    <ul aria-label="Causes">
      {causes.map((cause) => (
        <li
          key={cause.key}
          className="grid gap-x-3 border-t border-line py-1.5 sm:grid-cols-[minmax(0,1fr)_auto]"
        >
          {cause.reason.series_id === null ? (
            <AskedCause reason={cause.reason} />
          ) : (
            <DriftCause cause={cause} />
          )}
        </li>
      ))}
    </ul>
  );
}
