'use client';

import { useSyncExternalStore } from 'react';

const everyMs = 30_000;

function subscribe(onChange: () => void) {
  const timer = setInterval(onChange, everyMs);
  return () => clearInterval(timer);
}

/** The present, moving every half minute; null on the server, which must not print an age that the browser contradicts. */
export function useNow(): number | null {
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / everyMs) * everyMs,
    () => null,
  );
}
