import type { ReactNode } from 'react';
import { Mark } from './mark';
import { ThemeToggle } from './theme-toggle';

/** What surrounds a page for people who are not signed in: the name of the app and nothing to go to. */
export function BareFrame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex items-center justify-between px-4 py-3 md:px-6 md:py-5">
        <span className="flex items-center gap-2 font-semibold tracking-tight">
          <Mark className="size-6 shrink-0" />
          Driftwatch
        </span>
        <ThemeToggle />
      </header>
      <main id="main" tabIndex={-1} className="w-full px-5 pt-[8dvh] pb-16 outline-none md:pt-[14dvh]">
        {children}
      </main>
    </div>
  );
}
