import Link from 'next/link';
import { Instant } from '@/components/charts/instant';
import type { IncidentView } from '@/components/evidence/queries';
import { formatStatus } from '@/lib/format';
import type { IncidentContext } from '@/lib/schemas/incident-context';
import { Panel } from './panel';

type TimelineEntry = IncidentContext['timeline'][number];

const incidentWords: Record<string, string> = {
  opened: 'opened',
  escalated: 'got worse',
  resolved: 'resolved',
  reopened: 'opened again',
  adopted: 'the new level was taken as normal',
};
const jobWords: Record<string, string> = {
  requested: 'retrain requested',
  reason_added: 'joined the open retrain job',
  approved: 'retrain approved',
  cancelled: 'retrain job cancelled',
  completed: 'retrain succeeded',
  failed: 'retrain failed',
};

/** `incident.opened` and `opened` alike. */
function wordsOf({ kind, action }: TimelineEntry): string {
  const name = action.split('.').at(-1) ?? action;
  const words = kind === 'job' ? jobWords : incidentWords;
  return words[name] ?? formatStatus(name);
}

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
                  {wordsOf(entry)}
                </Link>
              ) : (
                wordsOf(entry)
              )}
              <span className="text-ink-2">
                {' '}
                by {entry.actor === 'system' ? `“${view.detector_name}”` : entry.actor}
              </span>
              {entry.comment && <>: “{entry.comment}”</>}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
