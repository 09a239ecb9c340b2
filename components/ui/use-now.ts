'use client';

import { createContext, useContext, useSyncExternalStore } from 'react';

const everyMs = 30_000;

function subscribe(onChange: () => void) {
  const timer = setInterval(onChange, everyMs);
  return () => clearInterval(timer);
}

/**
 * When the server drew what is inside: ages can then be in the HTML, and the browser begins with the same
 * ones.
 */
export const DrawnAt = createContext<number | null>(null);

/**
 * The present, moving every half minute; on the server the time it draws for, or null where nothing says it.
 */
export function useNow(): number | null {
  const drawnAt = useContext(DrawnAt);
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / everyMs) * everyMs,
    () => drawnAt,
  );
}
