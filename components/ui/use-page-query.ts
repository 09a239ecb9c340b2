'use client';

import { useSearchParams } from 'next/navigation';

type Changes = Record<string, string | null>;

/** Reads the address itself, which is ahead of what was drawn last; so two changes in a row are both kept. */
function addressWith(changes: Changes): string {
  const next = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === '' ? window.location.pathname : `?${text}`;
}

/** For what moves while somebody types or drags: Back leaves the page. */
export function changePageQuery(changes: Changes) {
  window.history.replaceState(null, '', addressWith(changes));
}

/** For a choice: Back takes it back. */
export function stepPageQuery(changes: Changes) {
  window.history.pushState(null, '', addressWith(changes));
}

/** The query string as state: it can be shared and survives a reload. */
export function usePageQuery() {
  return { query: useSearchParams(), change: changePageQuery, step: stepPageQuery };
}
