'use client';

import { ChevronsUpDown } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { useMay, useMe } from '@/components/access/access';
import { roleLabel } from '@/components/access/role-words';
import { classNames } from '@/components/ui/class-names';
import { Link } from '@/components/ui/link';
import { useClosing } from '@/components/ui/use-closing';
import { signOut } from './sign-out';

/** `AL` of Ada Lovelace. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}

function Initials({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-full bg-tide-soft text-xs font-semibold text-tide"
    >
      {initialsOf(name)}
    </span>
  );
}

const itemClass =
  'flex min-h-9 w-full items-center rounded-md px-2.5 text-left hover:bg-raised aria-[current]:font-medium aria-[current]:text-tide md:min-h-8';

/** Where an admin has more to go to. */
const settingsPlaces = [
  { href: '/settings', label: 'Settings' },
  { href: '/settings/users', label: 'Users' },
  { href: '/settings/keys', label: 'Keys' },
];

function Items({ path }: { path: string }) {
  const maySettings = useMay('manage_settings');
  const [failure, setFailure] = useState<string | null>(null);
  const places = [{ href: '/account', label: 'Your account' }, ...(maySettings ? settingsPlaces : [])];
  return (
    <>
      <ul className="py-1">
        {places.map(({ href, label }) => (
          <li key={href}>
            <Link href={href} aria-current={href === path ? 'page' : undefined} className={itemClass}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
      <div className="border-t border-line pt-1">
        <button
          type="button"
          onClick={() => void signOut().catch((error: Error) => setFailure(error.message))}
          className={itemClass}
        >
          Sign out
        </button>
        {failure && (
          <p role="alert" className="px-2.5 py-1 text-xs text-drift">
            {failure}
          </p>
        )}
      </div>
    </>
  );
}

/** Who is signed in, and what belongs to them: beneath the places of a wide screen, above a narrow one. */
export function AccountMenu() {
  const user = useMe()?.user;
  const path = usePathname();
  const menu = useRef<HTMLDetailsElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  useClosing(menu);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes it
  useEffect(() => {
    if (menu.current) menu.current.open = false;
  }, [path]);
  if (!user) return null;
  return (
    <details ref={menu} onToggle={(event) => setIsOpen(event.currentTarget.open)} className="relative">
      <summary
        className={classNames(
          'flex min-h-9 list-none items-center gap-2 rounded-md px-1 hover:bg-raised md:-mx-1 md:px-2 md:py-1.5 [&::-webkit-details-marker]:hidden',
          isOpen && 'bg-raised',
        )}
      >
        <span className="sr-only">Account: {user.name}</span>
        <Initials name={user.name} />
        <span aria-hidden className="hidden min-w-0 flex-1 md:block">
          <span className="block truncate text-[0.8125rem] leading-4 font-medium">{user.name}</span>
          <span className="block truncate text-xs leading-4 text-ink-3">{roleLabel(user.role)}</span>
        </span>
        <ChevronsUpDown aria-hidden className="hidden size-3.5 shrink-0 text-ink-3 md:block" />
      </summary>
      {isOpen && (
        <div className="absolute right-0 z-40 mt-1 w-60 rounded-lg border border-line bg-surface p-1.5 shadow-lg md:right-auto md:bottom-full md:left-0 md:mt-0 md:mb-1">
          <div className="border-b border-line px-2.5 pt-1 pb-2">
            <p className="truncate font-medium">{user.name}</p>
            <p className="truncate text-xs text-ink-3">{user.email}</p>
            <p className="text-xs text-ink-3 md:hidden">{roleLabel(user.role)}</p>
          </div>
          <Items path={path} />
        </div>
      )}
    </details>
  );
}
