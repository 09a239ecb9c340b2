'use client';

import { useSearchParams } from 'next/navigation';

/** The query string as state: it can be shared and survives a reload. */
export function usePageQuery() {
  const query = useSearchParams();
  const change = (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') next.delete(name);
      else next.set(name, value);
    }
    const text = next.toString();
    window.history.replaceState(null, '', text === '' ? window.location.pathname : `?${text}`);
  };
  return { query, change };
}
