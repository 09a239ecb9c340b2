'use client';

import { useEffect, useRef, useState } from 'react';

/** A way out that somebody has begun and not confirmed. */
type WayOut = { href: string } | 'back';

const isPlainClick = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

function leavingHref(event: MouseEvent): string | null {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === '_blank' || !isPlainClick(event)) return null;
  const to = new URL(link.href);
  if (to.origin !== window.location.origin || to.pathname === window.location.pathname) return null;
  return `${to.pathname}${to.search}${to.hash}`;
}

/** Puts the page into the history once more, so that Back comes to the same page first. */
function guardEntry() {
  if (window.history.state?.isGuard) return;
  window.history.pushState({ ...window.history.state, isGuard: true }, '', window.location.href);
}

/**
 * While there is something unsaved, links, Back and closing the tab ask first. What was typed is in the
 * address too, so that coming back to the page finds it.
 * @param go Leaves for good.
 */
export function useLeaveGuard(isUnsaved: boolean, go: (href: string) => void) {
  const [wayOut, setWayOut] = useState<WayOut | null>(null);
  const isOff = useRef(false);
  useEffect(() => {
    if (!isUnsaved) return;
    isOff.current = false;
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!isOff.current) event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      const href = isOff.current ? null : leavingHref(event);
      if (href === null) return;
      event.preventDefault();
      event.stopPropagation();
      setWayOut({ href });
    };
    const onBack = () => {
      if (!isOff.current) setWayOut('back');
    };
    guardEntry();
    window.addEventListener('beforeunload', onUnload);
    window.addEventListener('popstate', onBack);
    document.addEventListener('click', onClick, true);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      window.removeEventListener('popstate', onBack);
      document.removeEventListener('click', onClick, true);
    };
  }, [isUnsaved]);

  return {
    isAsking: wayOut !== null,
    stay: () => {
      if (wayOut === 'back') guardEntry();
      setWayOut(null);
    },
    leave: () => {
      isOff.current = true;
      setWayOut(null);
      if (wayOut === 'back') window.history.back();
      else if (wayOut) go(wayOut.href);
    },
    /** After saving nothing is lost. */
    release: () => {
      isOff.current = true;
    },
  };
}
