'use client';

import { HealthShape } from '@/components/charts/health-mark';
import { Instant } from '@/components/charts/instant';
import { Link } from '@/components/ui/link';
import { formatCount } from '@/lib/format';
import type { OpenChange, Overview } from '@/lib/schemas/overview';
import { effectText, labelsText, levelsText } from './change-text';
import { lastChanges } from './row-query';

/** Changes that are named; the rest is counted, and marked in the table. */
const mostNamed = 6;

export interface Attention {
  /** The worst open change of each model, the largest first; at most six. */
  named: OpenChange[];
  /** Open incidents of all models, and jobs that wait for a person. */
  incidentCount: number;
  waitingCount: number;
  /** Models of which an incident has opened within a day. */
  changedCount: number;
  /** Incidents that recovered or found a new level within a day. */
  endedCount: number;
}

const dayMs = 86_400_000;
const isWaiting = (status: string | undefined) => status === 'pending_approval' || status === 'deferred';

/** What waits for a person, out of what the table is made of. */
export function attentionOf({ rows, changes, ended_count, at }: Overview): Attention {
  const models = new Set<string>();
  const named = changes.filter(({ model_id }) => {
    const isFirst = !models.has(model_id) && models.size < mostNamed;
    if (isFirst) models.add(model_id);
    return isFirst;
  });
  return {
    named,
    incidentCount: rows.reduce((sum, row) => sum + row.open_incident_count, 0),
    waitingCount: rows.filter((row) => isWaiting(row.open_job?.status)).length,
    changedCount: [...lastChanges(changes).values()].filter((ms) => ms > Date.parse(at) - dayMs).length,
    endedCount: ended_count,
  };
}

function ChangeLine({ change }: { change: OpenChange }) {
  const { before, after } = levelsText(change);
  const labels = labelsText(change.labels);
  return (
    <li className="min-w-0">
      <Link
        href={`/incidents/${change.incident_id}`}
        className="block rounded-md px-2 py-1.5 hover:bg-raised"
      >
        <span className="flex min-w-0 items-baseline gap-1.5">
          <span className="self-center">
            <HealthShape health="drift" />
          </span>
          <span className="truncate font-medium">{change.model_id}</span>
          <span className="ml-auto shrink-0 text-xs text-ink-3">
            <Instant iso={change.onset_ts ?? change.opened_ts} as="age" />
          </span>
        </span>
        <span className="flex min-w-0 items-baseline gap-1.5 pl-[1.125rem] text-[0.8125rem] text-ink-2">
          <span className="truncate" title={`${change.metric} ${labels}`.trim()}>
            {change.metric}
            {labels !== '' && ` ${labels}`}
          </span>
          <span className="ml-auto shrink-0 font-mono whitespace-nowrap">
            {before !== null && `${before} → `}
            {after}
            {change.effect !== null && ` ${effectText(change.effect)}`}
          </span>
        </span>
      </Link>
    </li>
  );
}

/**
 * What needs somebody now, and what has changed within a day, above the table: the worst change of each model
 * by name, the rest by number.
 */
export function AttentionStrip({ named, incidentCount, waitingCount, changedCount, endedCount }: Attention) {
  if (incidentCount === 0 && waitingCount === 0 && endedCount === 0) return null;
  return (
    <section
      aria-label={incidentCount + waitingCount > 0 ? 'Needs attention' : 'Last 24 hours'}
      className="mb-4 rounded-lg border border-line bg-surface p-2"
    >
      <h2 className="flex flex-wrap gap-x-4 px-2 pt-0.5 pb-1 text-[0.8125rem] text-ink-2">
        {incidentCount === 0 ? (
          <span className="font-medium text-ink">No open incidents</span>
        ) : (
          <Link href="/incidents" className="font-medium text-ink underline-offset-2 hover:underline">
            {formatCount(incidentCount, 'open incident')}
          </Link>
        )}
        {waitingCount > 0 && (
          <Link href="/queue" className="text-tide underline-offset-2 hover:underline">
            {formatCount(waitingCount, 'retrain job')} waiting for a decision
          </Link>
        )}
        {changedCount > 0 && (
          <Link href="/?q=changed:24h" className="text-tide underline-offset-2 hover:underline">
            {formatCount(changedCount, 'model')} changed in the last 24 hours
          </Link>
        )}
        {endedCount > 0 && (
          <Link
            href="/incidents?state=resolved&q=changed:24h+resolution:recovered,new_level"
            className="text-tide underline-offset-2 hover:underline"
          >
            {formatCount(endedCount, 'incident')} ended in the last 24 hours
          </Link>
        )}
      </h2>
      {named.length > 0 && (
        <ul className="grid gap-x-4 max-sm:[&>li:nth-child(n+4)]:hidden sm:grid-cols-2 min-[90rem]:grid-cols-3">
          {named.map((change) => (
            <ChangeLine key={change.incident_id} change={change} />
          ))}
        </ul>
      )}
    </section>
  );
}
