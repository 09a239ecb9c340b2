'use client';

import { Search } from 'lucide-react';
import { openPalette } from './shortcuts';

/** Opens the palette for those who do not know its key, and says the key. */
export function PaletteButton() {
  return (
    <button
      type="button"
      onClick={() => document.dispatchEvent(new CustomEvent(openPalette))}
      aria-keyshortcuts="Control+K Meta+K"
      className="inline-flex min-h-9 min-w-9 items-center justify-center gap-2 rounded-md text-ink-2 hover:bg-raised hover:text-ink md:min-h-8 md:w-full md:justify-start md:border md:border-line md:bg-surface md:px-2.5 md:text-[0.8125rem]"
    >
      <Search aria-hidden className="size-4 shrink-0 md:size-3.5" />
      <span className="sr-only md:not-sr-only">Find anything</span>
      <kbd aria-hidden className="ml-auto hidden font-mono text-xs text-ink-3 md:block">
        ⌘K
      </kbd>
    </button>
  );
}
