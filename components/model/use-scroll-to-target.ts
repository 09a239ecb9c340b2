'use client';

import { useEffect, useRef } from 'react';

/** Scrolls once to what a link names, as soon as it is there; not again when the page refreshes. */
export function useScrollToTarget(elementId: string | null) {
  const done = useRef<string | null>(null);
  useEffect(() => {
    if (elementId === null || done.current === elementId) return;
    const target = document.getElementById(elementId);
    if (!target) return;
    done.current = elementId;
    target.scrollIntoView({ block: 'start' });
  });
}
