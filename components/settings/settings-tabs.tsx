'use client';

import { usePathname } from 'next/navigation';
import { classNames } from '@/components/ui/class-names';
import { Link } from '@/components/ui/link';

const tabs = [
  { href: '/settings', label: 'General' },
  { href: '/settings/users', label: 'Users' },
  { href: '/settings/keys', label: 'Keys' },
];

/** The three pages of the settings. */
export function SettingsTabs() {
  const path = usePathname();
  return (
    <nav aria-label="Settings" className="mb-5 border-b border-line">
      <ul className="-mb-px flex gap-1">
        {tabs.map(({ href, label }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={path === href ? 'page' : undefined}
              className={classNames(
                'inline-flex min-h-9 items-center border-b-2 px-2.5',
                path === href
                  ? 'border-tide font-medium text-ink'
                  : 'border-transparent text-ink-2 hover:text-ink',
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
