import { Instant } from '@/components/charts/instant';
import type { IncidentView } from '@/components/evidence/queries';
import { Link } from '@/components/ui/link';
import { describeAction } from '@/lib/policy/describe-audit';
import type { IncidentContext } from '@/lib/schemas/incident-context';
import { Panel } from './panel';

type TimelineEntry = IncidentContext['timeline'][number];

/** What happened to the incident and its job, oldest first. */
export function TimelinePanel({ view, entries }: { view: IncidentView; entries: TimelineEntry[] }) {
  return (
    <Panel title="Timeline">
      <ol className="flex flex-col gap-1.5">
        {entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries only ever come at the end, and have no state
          <li key={index} className="flex flex-wrap gap-x-2">
            <span className="font-mono text-xs leading-5 text-ink-3">
              <Instant iso={entry.at} />
            </span>
            <span className="min-w-0 break-words">
              {entry.kind === 'job' ? (
                <Link
                  href={`/queue?job=${entry.entity_id}`}
                  className="text-tide underline-offset-2 hover:underline"
                >
                  {describeAction(entry.action)}
                </Link>
              ) : (
                describeAction(entry.action)
              )}
              <span className="text-ink-2">
                {' '}
                by {entry.actor === 'system' ? `“${view.detector_name}”` : (entry.actor_name ?? entry.actor)}
              </span>
              {entry.comment && <>: “{entry.comment}”</>}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
