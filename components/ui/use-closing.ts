'use client';

import { type RefObject, useEffect } from 'react';

/** Closes an open `<details>` with Escape or a press elsewhere. */
export function useClosing(details: RefObject<HTMLDetailsElement | null>) {
  useEffect(() => {
    const close = (event: Event) => {
      const element = details.current;
      if (!element?.open) return;
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      const isElsewhere = event.type === 'pointerdown' && !element.contains(event.target as Node);
      if (isEscape || isElsewhere) element.open = false;
      if (isEscape) element.querySelector('summary')?.focus();
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, [details]);
}
