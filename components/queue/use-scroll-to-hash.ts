'use client';

import { useEffect, useRef, useSyncExternalStore } from 'react';

function onHashChange(notify: () => void) {
  window.addEventListener('hashchange', notify);
  return () => window.removeEventListener('hashchange', notify);
}

/** The part of the address after `#`; empty on the server. */
export function useHash(): string {
  return useSyncExternalStore(
    onHashChange,
    () => window.location.hash.slice(1),
    () => '',
  );
}

/** `job-7c9e…` names the job 7c9e…; anything else none. */
export function linkedJobId(hash: string): string | null {
  return /^job-(.+)$/.exec(hash)?.[1] ?? null;
}

/** Goes to the element that the address names, once it has been loaded; the browser looked for it too early. */
export function useScrollToHash(ids: string[]) {
  const isDone = useRef(false);
  useEffect(() => {
    const wanted = window.location.hash.slice(1);
    if (isDone.current || wanted === '' || !ids.includes(wanted)) return;
    isDone.current = true;
    document.getElementById(wanted)?.scrollIntoView({ block: 'start' });
  }, [ids]);
}
