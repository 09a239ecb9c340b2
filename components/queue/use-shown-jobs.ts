'use client';

import { useState } from 'react';
import type { Job } from '@/lib/schemas/jobs';
import { byUrgency, nextOrder } from './order';
import { type Part, partOf } from './queries';

interface ShownJobs {
  /** In the order in which they have been shown so far, each as it is now or was last seen. */
  jobs: Job[];
  /** How many have come since and wait to be shown. */
  heldCount: number;
  showHeld: () => void;
}

interface Kept {
  part: Part;
  ids: string[];
  pageCount: number;
  /** As they were last seen, for those that the list no longer holds. */
  seen: Map<string, Job>;
}

/**
 * The jobs of a part of the queue, in an order that does not move under somebody who reads: what was decided
 * stays in its place, and what is new waits until it is asked for.
 */
export function useShownJobs(part: Part, pages: { items: Job[] }[] | undefined): ShownJobs {
  const [kept, setKept] = useState<Kept>({ part, ids: [], pageCount: 0, seen: new Map() });
  const listed = pages?.flatMap(({ items }) => items) ?? [];
  const ordered = part === 'waiting' ? [...listed].sort(byUrgency) : listed;
  const shownBefore = kept.part === part ? kept.ids : [];
  const hasNewPage = kept.part === part && kept.pageCount > 0 && (pages?.length ?? 0) > kept.pageCount;
  const older = new Set(
    hasNewPage ? pages?.slice(kept.pageCount).flatMap(({ items }) => items.map(({ id }) => id)) : [],
  );
  // What has just been decided may still be listed; only where it was shown before does it stay.
  const fitting = ordered.filter(({ id, status }) => partOf(status) === part || shownBefore.includes(id));
  const { ids, held } = nextOrder(
    shownBefore,
    fitting.map(({ id }) => id),
    older,
  );
  const isChanged =
    kept.part !== part || ids.length !== kept.ids.length || kept.pageCount !== (pages?.length ?? 0);
  if (pages && isChanged) {
    const seen = new Map(kept.part === part ? kept.seen : []);
    for (const job of listed) seen.set(job.id, job);
    setKept({ part, ids, pageCount: pages.length, seen });
  }
  const now = new Map(listed.map((job) => [job.id, job]));
  return {
    jobs: ids.flatMap((id) => now.get(id) ?? kept.seen.get(id) ?? []),
    heldCount: held.length,
    showHeld: () =>
      setKept((before) => ({ ...before, part, ids: fitting.map(({ id }) => id), seen: new Map(now) })),
  };
}
