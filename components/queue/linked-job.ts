'use client';

import { useEffect, useState } from 'react';
import { usePageQuery } from '@/components/ui/use-page-query';

/** `#job-7c9e…` of a link names a job as `?job=7c9e…` does. */
export function jobOfHash(hash: string): string | null {
  return /^#?job-(.+)$/.exec(hash)?.[1] ?? null;
}

const jobOfAddress = () => new URLSearchParams(window.location.search).get('job');

/** Opens a job so that "back" returns to the list, or moves from one to another without a trace. */
function openJob(id: string | null, how: 'push' | 'replace') {
  const query = new URLSearchParams(window.location.search);
  if (id === null) query.delete('job');
  else query.set('job', id);
  const text = query.toString();
  const path = text === '' ? window.location.pathname : `?${text}`;
  window.history[how === 'push' ? 'pushState' : 'replaceState'](null, '', path);
}

/** The job that the address names, and how to open another; links with a hash are turned into the same. */
export function useLinkedJob() {
  const drawnId = usePageQuery().query.get('job');
  // The router draws an address a moment after it has changed, and the next key may come before that.
  const [linkedId, setLinkedId] = useState(drawnId);
  useEffect(() => {
    // One that has been left again meanwhile would close what is open now.
    if (drawnId === jobOfAddress()) setLinkedId(drawnId);
  }, [drawnId]);
  useEffect(() => {
    const follow = () => setLinkedId(jobOfAddress());
    const read = () => {
      const id = jobOfHash(window.location.hash);
      if (id === null) return;
      openJob(id, 'replace');
      follow();
    };
    read();
    window.addEventListener('hashchange', read);
    window.addEventListener('popstate', follow);
    return () => {
      window.removeEventListener('hashchange', read);
      window.removeEventListener('popstate', follow);
    };
  }, []);
  const open = (id: string | null, how: 'push' | 'replace') => {
    setLinkedId(id);
    openJob(id, how);
  };
  return { linkedId, open };
}
