'use client';

import { useEffect } from 'react';

/** What is used of the Navigation API, which TypeScript's own types do not have yet. */
interface NavigationEntries extends EventTarget {
  currentEntry: { key: string } | null;
  activation: { entry: { key: string } } | null;
}

declare global {
  interface Window {
    /** Absent in older browsers. */
    navigation?: NavigationEntries;
  }
}

/**
 * Entries of the history that an earlier load of the app has left, before a reload for example, are loaded
 * anew. The router would restore them from what that load had noted, which names the query of the first page;
 * the server's response then does not fit, and a click while the router tries again leaves it waiting for good.
 */
export function BackAfterReload() {
  useEffect(() => {
    const { navigation } = window;
    const [first, current] = [navigation?.activation?.entry.key, navigation?.currentEntry?.key];
    if (!navigation || first === undefined || current === undefined) return;
    // Back was pressed before this page ran.
    if (first !== current) window.location.reload();
    const ownKeys = new Set([current]);
    const remember = (event: Event & { navigationType?: string }) => {
      if (navigation.currentEntry && event.navigationType !== 'traverse')
        ownKeys.add(navigation.currentEntry.key);
    };
    const look = (event: Event) => {
      if (!navigation.currentEntry || ownKeys.has(navigation.currentEntry.key)) return;
      event.stopImmediatePropagation();
      window.location.reload();
    };
    navigation.addEventListener('currententrychange', remember);
    // Capturing, so that it comes before the router.
    window.addEventListener('popstate', look, true);
    return () => {
      navigation.removeEventListener('currententrychange', remember);
      window.removeEventListener('popstate', look, true);
    };
  }, []);
  return null;
}
