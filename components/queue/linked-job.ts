'use client';

import { useEffect, useState } from 'react';
import { usePageQuery } from '@/components/ui/use-page-query';

/** `#job-7c9e…` of a link names a job as `?job=7c9e…` does. */
export function jobOfHash(hash: string): string | null {
  return /^#?job-(.+)$/.exec(hash)?.[1] ?? null;
}

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
  const linkedId = usePageQuery().query.get('job');
  // The address is drawn a moment later, and the next key may come before that.
  const [aim, setAim] = useState<{ id: string | null } | null>(null);
  if (aim && aim.id === linkedId) setAim(null);
  useEffect(() => {
    const read = () => {
      const id = jobOfHash(window.location.hash);
      if (id !== null) openJob(id, 'replace');
    };
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }, []);
  const open = (id: string | null, how: 'push' | 'replace') => {
    setAim({ id });
    openJob(id, how);
  };
  return { linkedId: aim ? aim.id : linkedId, open };
}
