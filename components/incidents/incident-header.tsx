'use client';

import { Instant } from '@/components/charts/instant';
import { Labels } from '@/components/evidence/labels';
import type { IncidentView } from '@/components/evidence/queries';
import { Link } from '@/components/ui/link';
import { StateBadge } from './state-badge';

/** `fraud-scoring · accuracy`, which series of it, how it stands and since when. */
export function IncidentHeader({ view }: { view: IncidentView }) {
  return (
    <header className="min-w-0">
      <p className="mb-1 text-xs">
        <Link href="/incidents" className="text-ink-2 underline-offset-2 hover:underline">
          Incidents
        </Link>
      </p>
      <h1 className="text-xl font-semibold tracking-tight break-words">
        <Link
          href={`/models/${encodeURIComponent(view.model_id)}`}
          className="underline-offset-2 hover:underline"
        >
          {view.model_id}
        </Link>{' '}
        <span aria-hidden className="text-ink-3">
          ·
        </span>{' '}
        {view.metric}
      </h1>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
        <StateBadge state={view.state} />
        <span className="text-ink-2">
          {view.resolved_ts ? (
            <>
              <Instant iso={view.opened_ts} /> to <Instant iso={view.resolved_ts} />
            </>
          ) : (
            <>
              opened <Instant iso={view.opened_ts} as="age" />
            </>
          )}
        </span>
        <Labels labels={view.labels} />
      </p>
    </header>
  );
}
