'use client';

import { useQuery } from '@tanstack/react-query';
import { Activity, Inbox, type LucideIcon, Radar } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from '@/components/ui/class-names';
import { waitingJobsQuery } from './queries';

interface Place {
  href: string;
  label: string;
  /** On a narrow screen. */
  shortLabel: string;
  icon: LucideIcon;
  isHere: (path: string) => boolean;
}

const places: Place[] = [
  {
    href: '/',
    label: 'Overview',
    shortLabel: 'Overview',
    icon: Activity,
    isHere: (path) => path === '/' || path.startsWith('/models/'),
  },
  {
    href: '/detectors',
    label: 'Detectors',
    shortLabel: 'Detectors',
    icon: Radar,
    isHere: (path) => path.startsWith('/detectors'),
  },
  {
    href: '/queue',
    label: 'Retrain queue',
    shortLabel: 'Queue',
    icon: Inbox,
    isHere: (path) => path.startsWith('/queue'),
  },
];

function WaitingCount() {
  const { data } = useQuery(waitingJobsQuery);
  const count = data?.items.length ?? 0;
  if (count === 0) return null;
  const shown = data?.next_cursor ? `${count}+` : String(count);
  return (
    <span className="rounded-full bg-tide px-1.5 text-xs font-semibold text-on-tide">
      {shown}
      <span className="sr-only"> waiting</span>
    </span>
  );
}

/** The places of the app: a column beside a wide screen, a row atop a narrow one. */
export function Navigation() {
  const path = usePathname();
  return (
    <nav aria-label="Main" className="min-w-0">
      <ul className="flex gap-0.5 md:flex-col">
        {places.map(({ href, label, shortLabel, icon: Icon, isHere }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isHere(path) ? 'page' : undefined}
              className={classNames(
                'flex min-h-9 items-center gap-2 rounded-md px-2 py-1.5 md:px-2.5',
                isHere(path) ? 'bg-raised font-medium text-ink' : 'text-ink-2 hover:bg-raised hover:text-ink',
              )}
            >
              <Icon aria-hidden className="hidden size-4 shrink-0 sm:block" />
              <span className="sr-only md:not-sr-only">{label}</span>
              <span aria-hidden className="md:hidden">
                {shortLabel}
              </span>
              {href === '/queue' && <WaitingCount />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
