import { Instant } from '@/components/charts/instant';
import { formatDelta, formatStatus } from '@/lib/format';
import type { Reason } from '@/lib/schemas/jobs';

function DriftReason({ reason }: { reason: Reason }) {
  return (
    <>
      <span className="font-medium break-all">{reason.metric}</span>{' '}
      {reason.delta !== null && <strong>{formatDelta(reason.delta, reason.unit)}</strong>}{' '}
      <span className="text-ink-2">
        {reason.text && <>({reason.text}) </>}
        at <Instant iso={reason.ts} />
        {reason.onset_ts && reason.text === null && (
          <>
            , change estimated to start <Instant iso={reason.onset_ts} />
          </>
        )}
        {reason.detector_name && <>, found by {reason.detector_name}</>}
      </span>
    </>
  );
}

function ReasonItem({ reason }: { reason: Reason }) {
  if (reason.kind === 'drift_detected') return <DriftReason reason={reason} />;
  return (
    <>
      <span className="font-medium">
        {reason.kind === 'manual' ? 'Asked for by a person' : formatStatus(reason.kind)}
      </span>
      {reason.text && <span className="break-words whitespace-pre-wrap">: “{reason.text}”</span>}{' '}
      <span className="text-ink-2">
        at <Instant iso={reason.ts} />
      </span>
    </>
  );
}

/** Why the job was asked for, in the order in which the reasons came. */
export function ReasonList({ reasons }: { reasons: Reason[] }) {
  return (
    <ul aria-label="Reasons" className="flex flex-col gap-1">
      {reasons.map((reason, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: reasons have no identity, and nothing in a row has state
        <li key={index} className="border-l-2 border-line pl-3">
          <ReasonItem reason={reason} />
        </li>
      ))}
    </ul>
  );
}
