'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';

/** How long the router may take to show the page of the address, in milliseconds. */
const patienceMs = 1000;

/**
 * Back and Forward change the address at once, but at times the router goes on showing the page before. Then
 * the page of the address is loaded anew.
 */
export function FinishBack() {
  const pathname = usePathname();
  const shown = useRef(pathname);
  // Not while rendering: a page that is being prepared is not on the screen.
  useEffect(() => {
    shown.current = pathname;
  }, [pathname]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (shown.current !== window.location.pathname) window.location.reload();
      }, patienceMs);
    };
    window.addEventListener('popstate', check);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('popstate', check);
    };
  }, []);
  return null;
}
