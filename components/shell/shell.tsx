import type { ReactNode } from 'react';
import { Link } from '@/components/ui/link';
import { AccountMenu } from './account-menu';
import { ConnectionBanner } from './connection-banner';
import { Mark } from './mark';
import { Navigation } from './navigation';
import { PaletteButton } from './palette-button';
import { Shortcuts } from './shortcuts';
import { ThemeToggle } from './theme-toggle';
import { ZoneSwitch } from './zone-switch';

/** What surrounds every screen: a column beside a wide one, a bar above and one beneath a narrow one. */
export function Shell({ notice, children }: { notice: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col md:flex-row">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-tide px-3 py-2 font-medium text-on-tide focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 flex items-center gap-1 border-b border-line bg-ground px-3 py-1.5 md:h-dvh md:w-52 md:shrink-0 md:flex-col md:items-stretch md:gap-4 md:border-r md:border-b-0 md:px-3 md:py-4">
        <Link
          href="/"
          className="mr-auto flex min-h-9 items-center gap-2 rounded-md px-1 font-semibold tracking-tight md:mr-0 md:min-h-0 md:px-2"
        >
          <Mark className="size-6 shrink-0" />
          Driftwatch
        </Link>
        <PaletteButton />
        <Navigation />
        <div className="flex items-center justify-between gap-2 md:mt-auto">
          <ZoneSwitch />
          <ThemeToggle />
        </div>
        <AccountMenu />
      </header>
      <div className="flex min-w-0 flex-1 flex-col pb-16 md:pb-0">
        {notice}
        <ConnectionBanner />
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-[110rem] flex-1 px-4 py-4 outline-none md:px-6 md:py-5"
        >
          {children}
        </main>
      </div>
      <Shortcuts />
    </div>
  );
}
