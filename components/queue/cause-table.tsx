'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { formatCount } from '@/lib/format';
import type { Job } from '@/lib/schemas/jobs';
import { causesOf, newestCauses } from './cause';
import { CauseList } from './cause-list';

const AllReasons = dynamic(() => import('./all-reasons').then((module) => module.AllReasons), {
  loading: () => null,
});

/** Causes before one asks for all. */
const shownAtOnce = 6;

/** Why the job was asked for: the newest causes, and all of them when asked. */
export function CauseTable({ job }: { job: Job }) {
  const [isAll, setIsAll] = useState(false);
  const isCut = job.reason_count > job.reasons.length || causesOf(job.reasons).length > shownAtOnce;
  return (
    <>
      {isAll ? <AllReasons job={job} /> : <CauseList causes={newestCauses(job.reasons, shownAtOnce)} />}
      {isCut && (
        <button
          type="button"
          aria-expanded={isAll}
          onClick={() => setIsAll(!isAll)}
          className="min-h-8 rounded text-tide"
        >
          {isAll ? 'Show only the newest' : `Show all of ${formatCount(job.reason_count, 'reason')}`}
        </button>
      )}
    </>
  );
}
