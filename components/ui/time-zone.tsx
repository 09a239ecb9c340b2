'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { zoneCookie } from './zone-cookie';

interface TimeZone {
  /** The zone that times are shown in: an IANA name. */
  zone: string;
  /** That of the viewer; `UTC` until the browser has said it. */
  localZone: string;
  isUtc: boolean;
  showUtc: (isUtc: boolean) => void;
}

const Context = createContext<TimeZone>({
  zone: 'UTC',
  localZone: 'UTC',
  isUtc: true,
  showUtc: () => undefined,
});

interface Choice {
  localZone: string;
  isUtc: boolean;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** `Europe/Berlin` or `utc:Europe/Berlin`; anything else is UTC until the browser says more. */
function parseChoice(cookie: string | undefined): Choice {
  const isUtc = cookie?.startsWith('utc:') ?? false;
  const localZone = isUtc ? cookie?.slice(4) : cookie;
  return localZone && isZone(localZone) ? { localZone, isUtc } : { localZone: 'UTC', isUtc: false };
}

function remember({ localZone, isUtc }: Choice) {
  const value = encodeURIComponent(`${isUtc ? 'utc:' : ''}${localZone}`);
  // biome-ignore lint/suspicious/noDocumentCookie: the asynchronous API is not there over plain http
  document.cookie = `${zoneCookie}=${value}; path=/; max-age=31536000; samesite=lax`;
}

/**
 * Knows in which zone times are shown. `cookie` is what the browser said last time, so that the first HTML is
 * right already.
 */
export function TimeZoneProvider({ cookie, children }: { cookie: string | undefined; children: ReactNode }) {
  const [choice, setChoice] = useState(() => parseChoice(cookie));
  useEffect(() => {
    const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
    setChoice((held) => {
      if (held.localZone === localZone) return held;
      const next = { ...held, localZone };
      remember(next);
      return next;
    });
  }, []);
  const showUtc = useCallback((isUtc: boolean) => {
    setChoice((held) => {
      const next = { ...held, isUtc };
      remember(next);
      return next;
    });
  }, []);
  const value = useMemo(
    () => ({ ...choice, zone: choice.isUtc ? 'UTC' : choice.localZone, showUtc }),
    [choice, showUtc],
  );
  return <Context value={value}>{children}</Context>;
}

export function useTimeZone(): TimeZone {
  return useContext(Context);
}
