import Link from 'next/link';
import type { ReactNode } from 'react';
import { ConnectionBanner } from './connection-banner';
import { Mark } from './mark';
import { Navigation } from './navigation';
import { ThemeToggle } from './theme-toggle';

/** What surrounds every screen. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col md:flex-row">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-tide px-3 py-2 font-medium text-on-tide focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <div className="sticky top-0 z-30 flex items-center gap-1 border-b border-line bg-ground px-3 py-1.5 md:h-dvh md:w-52 md:shrink-0 md:flex-col md:items-stretch md:gap-5 md:border-r md:border-b-0 md:px-3 md:py-4">
        <Link
          href="/"
          className="flex items-center gap-2 rounded-md px-1 font-semibold tracking-tight md:px-2"
        >
          <Mark className="size-6 shrink-0" />
          <span className="sr-only md:not-sr-only">Driftwatch</span>
        </Link>
        <Navigation />
        <div className="ml-auto flex items-center justify-between gap-2 md:mt-auto md:ml-0">
          <p className="hidden pl-2 text-xs text-ink-3 md:block">All times are UTC</p>
          <ThemeToggle />
        </div>
      </div>
      <div className="flex min-w-0 flex-1 flex-col">
        <ConnectionBanner />
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-[110rem] flex-1 px-4 py-4 outline-none md:px-6 md:py-5"
        >
          {children}
        </main>
        <p className="px-4 pb-4 text-center text-xs text-ink-3 md:hidden">All times are UTC</p>
      </div>
    </div>
  );
}
