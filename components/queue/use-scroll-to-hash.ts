'use client';

import { useEffect, useRef } from 'react';

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
