'use client';

import { useEffect } from 'react';
import { usePageQuery } from '@/components/ui/use-page-query';

/** `#job-7c9e…` of a link names a job as `?job=7c9e…` does. */
export function jobOfHash(hash: string): string | null {
  return /^#?job-(.+)$/.exec(hash)?.[1] ?? null;
}

/** Opens a job so that "back" returns to the list, or moves from one to another without a trace. */
export function openJob(id: string | null, how: 'push' | 'replace') {
  const query = new URLSearchParams(window.location.search);
  if (id === null) query.delete('job');
  else query.set('job', id);
  const text = query.toString();
  const path = text === '' ? window.location.pathname : `?${text}`;
  window.history[how === 'push' ? 'pushState' : 'replaceState'](null, '', path);
}

/** The job that the address names; links with a hash are turned into the same. */
export function useLinkedJob(): string | null {
  const { query } = usePageQuery();
  useEffect(() => {
    const read = () => {
      const id = jobOfHash(window.location.hash);
      if (id !== null) openJob(id, 'replace');
    };
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  return query.get('job');
}
