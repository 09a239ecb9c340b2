import { Instant } from '@/components/charts/instant';
import { formatCount, formatStatus } from '@/lib/format';
import { describeAction } from '@/lib/policy/describe-audit';
import type { JobDetail } from '@/lib/schemas/jobs';

/** The newest transitions of the job, from the audit trail, oldest of them first. */
export function JobHistory({ job }: { job: JobDetail }) {
  const earlier = job.history_count - job.history.length;
  return (
    <ol aria-label="History" className="flex flex-col gap-1.5 text-ink-2">
      {earlier > 0 && <li>{formatCount(earlier, 'earlier entry', 'earlier entries')} not shown</li>}
      {job.history.map((entry, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity, and nothing in a row has state
        <li key={index} className="flex flex-wrap gap-x-2">
          <span className="font-mono text-xs leading-5 text-ink-3">
            <Instant iso={entry.at} />
          </span>
          <span>
            <span className="font-medium text-ink">{entry.actor_name ?? entry.actor}</span>:{' '}
            <span title={entry.action}>{describeAction(entry.action)}</span>
            {entry.to_status && entry.to_status !== entry.from_status && (
              <>
                {' '}
                ({entry.from_status && `${formatStatus(entry.from_status)} → `}
                {formatStatus(entry.to_status)})
              </>
            )}
            {entry.comment && <span className="break-words">: “{entry.comment}”</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
