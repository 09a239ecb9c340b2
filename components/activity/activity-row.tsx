'use client';

import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { Link } from '@/components/ui/link';
import { useTimeZone } from '@/components/ui/time-zone';
import { formatInstantExact } from '@/lib/format';
import { describeAction } from '@/lib/policy/describe-audit';
import type { ListedAuditEntry } from '@/lib/schemas/audit';
import { actorText } from './actor-text';
import { clockTime } from './by-day';
import { hrefOf, subjectOf, summaryOf } from './describe-entry';
import { EntryDetails } from './entry-details';

/** The columns of the list; on a narrow screen a row is three short lines. */
export const rowColumns =
  'grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 lg:grid-cols-[5.5rem_15rem_9rem_minmax(0,1fr)_minmax(0,1fr)]';

function Subject({ entry }: { entry: ListedAuditEntry }) {
  const { model, name } = subjectOf(entry);
  const href = hrefOf(entry);
  const text = (
    <>
      {model && <span className="font-medium text-ink">{model}</span>}
      {model && name && ' '}
      {name && <span className={model ? '' : 'font-medium text-ink'}>{name}</span>}
    </>
  );
  if (!model && !name) return null;
  if (!href) return text;
  return (
    // Above the button, which covers the row.
    <Link href={href} className="relative underline decoration-line-strong underline-offset-2 hover:text-ink">
      {text}
    </Link>
  );
}

/** One entry on one line, which opens. */
export function ActivityRow({ entry }: { entry: ListedAuditEntry }) {
  const [isOpen, setIsOpen] = useState(false);
  const { zone } = useTimeZone();
  const detailsId = useId();
  return (
    <li className="border-t border-line">
      <div
        className={classNames(
          rowColumns,
          'relative px-2 py-2 hover:bg-raised has-[button:focus-visible]:outline-2 has-[button:focus-visible]:-outline-offset-2 has-[button:focus-visible]:outline-tide',
          isOpen && 'bg-raised',
        )}
      >
        <time
          dateTime={entry.at}
          title={formatInstantExact(Date.parse(entry.at), zone)}
          className="font-mono text-xs text-ink-3 max-lg:order-2 max-lg:text-right"
        >
          {clockTime(entry.at, zone)}
        </time>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={detailsId}
          title={entry.action}
          onClick={() => setIsOpen(!isOpen)}
          className="flex min-w-0 items-baseline gap-1.5 text-left font-medium outline-none after:absolute after:inset-0 max-lg:order-1"
        >
          <ChevronRight
            aria-hidden
            className={classNames('size-3.5 shrink-0 self-center text-ink-3', isOpen && 'rotate-90')}
          />
          <span className="min-w-0 truncate">{describeAction(entry.action)}</span>
        </button>
        <span
          title={entry.actor}
          className="min-w-0 truncate text-ink-2 max-lg:order-4 max-lg:text-right max-lg:text-xs"
        >
          {actorText(entry.actor, entry.actor_name)}
        </span>
        <span className="min-w-0 max-sm:break-words sm:truncate text-ink-2 max-lg:order-3 max-lg:pl-5">
          <Subject entry={entry} />
        </span>
        <span className="min-w-0 max-sm:break-words sm:truncate text-ink-2 max-lg:order-5 max-lg:col-span-2 max-lg:pl-5">
          {summaryOf(entry)}
        </span>
      </div>
      <div id={detailsId}>{isOpen && <EntryDetails entry={entry} />}</div>
    </li>
  );
}
