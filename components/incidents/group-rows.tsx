'use client';

import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { Instant } from '@/components/charts/instant';
import { ChangeText } from '@/components/evidence/change-text';
import { Labels } from '@/components/evidence/labels';
import { classNames } from '@/components/ui/class-names';
import { formatCount } from '@/lib/format';
import { type IncidentGroup, sharedLabels } from './incident-groups';
import { IncidentRow, rowColumns } from './incident-row';
import { StateBadge } from './state-badge';

/** `accuracy, latency_p95_ms`, the metrics of a group. */
function metricsOf({ incidents }: IncidentGroup): string {
  return [...new Set(incidents.map(({ metric }) => metric))].join(', ');
}

/** What began together in one model: a line with the worst of it, which opens. */
export function GroupRows({ group }: { group: IncidentGroup }) {
  const [isOpen, setIsOpen] = useState(false);
  const listId = useId();
  const { worst, incidents } = group;
  if (incidents.length === 1) {
    return (
      <li className="border-t border-line">
        <IncidentRow incident={worst} />
      </li>
    );
  }
  const firstOpen = incidents.find(({ state }) => state !== 'resolved');
  return (
    <li className="border-t border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setIsOpen(!isOpen)}
        className={classNames(
          rowColumns,
          'min-h-9 w-full px-2 py-1.5 text-left hover:bg-raised focus-visible:-outline-offset-2 lg:h-9 lg:py-0',
        )}
      >
        <span className="max-lg:order-2">
          <StateBadge state={(firstOpen ?? worst).state} />
        </span>
        <span className="flex min-w-0 items-baseline gap-x-2 max-sm:flex-wrap max-lg:order-1">
          <ChevronRight
            aria-hidden
            className={classNames(
              'size-3.5 shrink-0 self-center text-ink-3 transition-transform',
              isOpen && 'rotate-90',
            )}
          />
          <span className="font-medium max-sm:break-all sm:max-w-[55%] sm:shrink-0 sm:truncate">
            {worst.model_id}
          </span>
          <span className="shrink-0 font-medium">{formatCount(incidents.length, 'incident')}</span>
          <span className="flex min-w-0 sm:max-w-[50%] sm:shrink-0">
            <Labels labels={sharedLabels(group)} isOneLine />
          </span>
          <span className="text-ink-2 sm:truncate">{metricsOf(group)}</span>
        </span>
        <ChangeText
          change={worst.change}
          unit={worst.unit}
          part="values"
          className="max-lg:order-3 max-lg:text-left"
        />
        <ChangeText change={worst.change} unit={worst.unit} part="size" className="max-lg:hidden" />
        <span className="text-right text-xs text-ink-2 max-lg:order-4">
          <Instant iso={worst.onset_ts ?? worst.opened_ts} as="age" />
        </span>
        <span className="text-right text-xs text-ink-3 max-lg:hidden">worst of {incidents.length}</span>
      </button>
      {isOpen && (
        <ul id={listId} aria-label={`Incidents of ${worst.model_id} that began together`}>
          {incidents.map((incident) => (
            <li key={incident.id} className="border-t border-line">
              <IncidentRow incident={incident} isMember />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
