'use client';

import { useQuery } from '@tanstack/react-query';
import { Activity, History, Inbox, type LucideIcon, Radar, Settings, Siren } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useMay } from '@/components/access/access';
import { classNames } from '@/components/ui/class-names';
import { Link } from '@/components/ui/link';
import { openIncidentsQuery, waitingJobsQuery } from './queries';

interface Place {
  href: string;
  label: string;
  /** On a narrow screen. */
  shortLabel: string;
  icon: LucideIcon;
  isHere: (path: string) => boolean;
}

const under = (folder: string) => (path: string) => path === folder || path.startsWith(`${folder}/`);

/** The places of the app, with the keys that lead there after a `g`. */
export const places: (Place & { key: string })[] = [
  {
    href: '/',
    label: 'Overview',
    shortLabel: 'Overview',
    icon: Activity,
    isHere: (path) => path === '/' || path.startsWith('/models/'),
    key: 'o',
  },
  {
    href: '/incidents',
    label: 'Incidents',
    shortLabel: 'Incidents',
    icon: Siren,
    isHere: under('/incidents'),
    key: 'i',
  },
  {
    href: '/detectors',
    label: 'Detectors',
    shortLabel: 'Detectors',
    icon: Radar,
    isHere: under('/detectors'),
    key: 'd',
  },
  {
    href: '/queue',
    label: 'Retrain queue',
    shortLabel: 'Queue',
    icon: Inbox,
    isHere: under('/queue'),
    key: 'q',
  },
  {
    href: '/activity',
    label: 'Activity',
    shortLabel: 'Activity',
    icon: History,
    isHere: under('/activity'),
    key: 'a',
  },
  {
    href: '/settings',
    label: 'Settings',
    shortLabel: 'Settings',
    icon: Settings,
    isHere: under('/settings'),
    key: 's',
  },
];

/** The places that the person may go to; a narrow screen has the settings in the menu of the account. */
export function usePlaces() {
  const mayActivity = useMay('see_audit');
  const maySettings = useMay('manage_settings');
  return places.filter(
    ({ href }) => (href !== '/activity' || mayActivity) && (href !== '/settings' || maySettings),
  );
}

interface CountProps {
  page: { items: unknown[]; next_cursor: string | null; counts?: { open: number } } | undefined;
  what: string;
  className: string;
}

/** How many there are; over the icon of a narrow screen, at the end of the line of a wide one. */
function Count({ page, what, className }: CountProps) {
  const count = page?.counts?.open ?? page?.items.length ?? 0;
  if (count === 0) return null;
  const isMore = page?.counts === undefined && page?.next_cursor !== null;
  return (
    <span
      className={`absolute top-0.5 left-1/2 ml-1.5 rounded-full px-1.5 text-xs font-semibold md:static md:ml-auto ${className}`}
    >
      {count.toLocaleString('en-GB')}
      {isMore && '+'}
      <span className="sr-only"> {what}</span>
    </span>
  );
}

function OpenCount() {
  const { data } = useQuery(openIncidentsQuery);
  return <Count page={data} what="open" className="bg-drift text-surface" />;
}

function WaitingCount() {
  const { data } = useQuery(waitingJobsQuery);
  return <Count page={data} what="waiting" className="bg-tide text-on-tide" />;
}

/** The places of the app: a column beside a wide screen, a row beneath a narrow one. */
export function Navigation() {
  const path = usePathname();
  const shown = usePlaces();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-ground pb-[env(safe-area-inset-bottom)] md:static md:border-0 md:pb-0"
    >
      <ul className="grid auto-cols-fr grid-flow-col md:flex md:flex-col md:gap-0.5">
        {shown.map(({ href, label, shortLabel, icon: Icon, isHere }) => (
          <li key={href} className={classNames('min-w-0', href === '/settings' && 'max-md:hidden')}>
            <Link
              href={href}
              aria-current={isHere(path) ? 'page' : undefined}
              className={classNames(
                'relative flex min-h-13 flex-col items-center justify-center gap-0.5 text-xs md:min-h-8 md:flex-row md:justify-start md:gap-2 md:rounded-md md:px-2.5 md:py-1.5 md:text-sm',
                isHere(path)
                  ? 'font-medium text-tide md:bg-raised md:text-ink'
                  : 'text-ink-2 hover:bg-raised hover:text-ink',
              )}
            >
              <Icon aria-hidden className="size-5 shrink-0 md:size-4" />
              <span className="sr-only md:not-sr-only">{label}</span>
              <span aria-hidden className="md:hidden">
                {shortLabel}
              </span>
              {href === '/queue' && <WaitingCount />}
              {href === '/incidents' && <OpenCount />}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
