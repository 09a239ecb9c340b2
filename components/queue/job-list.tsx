'use client';

import { useQuery } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { formatCount } from '@/lib/format';
import type { Job } from '@/lib/schemas/jobs';
import { JobRow } from './job-row';
import { jobQuery, type Part, partOf } from './queries';

interface JobListProps {
  jobs: Job[];
  part: Part;
  /** Those that the server still lists in this part. */
  listedIds: ReadonlySet<string>;
  chosenId: string | null;
  heldCount: number;
  onShowHeld: () => void;
  onOpen: (id: string) => void;
}

/** A job that left the part while it was shown stays in its place and says what became of it. */
function LeftRow({ job, isChosen, onOpen }: { job: Job; isChosen: boolean; onOpen: (id: string) => void }) {
  const { data } = useQuery(jobQuery(job.id));
  return <JobRow job={data ?? job} isChosen={isChosen} onOpen={onOpen} />;
}

/** The jobs of one part of the queue, one under the other. */
export function JobList({ jobs, part, listedIds, chosenId, heldCount, onShowHeld, onOpen }: JobListProps) {
  return (
    <>
      {heldCount > 0 && (
        <div className="mb-1" role="status">
          <Button onClick={onShowHeld} className="w-full">
            Show {formatCount(heldCount, 'new job')}
          </Button>
        </div>
      )}
      <ul aria-label="Jobs">
        {jobs.map((job) => {
          const isChosen = job.id === chosenId;
          const hasLeft = !listedIds.has(job.id) && partOf(job.status) === part;
          return (
            <li key={job.id} className="border-t border-line">
              {hasLeft ? (
                <LeftRow job={job} isChosen={isChosen} onOpen={onOpen} />
              ) : (
                <JobRow job={job} isChosen={isChosen} onOpen={onOpen} />
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
