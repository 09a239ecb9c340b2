'use client';

import { useSearchParams } from 'next/navigation';

/** Reads the address itself, which is ahead of what was drawn last; so two changes in a row are both kept. */
export function changePageQuery(changes: Record<string, string | null>) {
  const next = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  window.history.replaceState(null, '', text === '' ? window.location.pathname : `?${text}`);
}

/** The query string as state: it can be shared and survives a reload. */
export function usePageQuery() {
  return { query: useSearchParams(), change: changePageQuery };
}
