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

interface ListedJobProps {
  job: Job;
  /** Whether the server no longer lists it in this part: it stays in its place and says what became of it. */
  hasLeft: boolean;
  isChosen: boolean;
  onOpen: (id: string) => void;
}

/** One component before and after it has left, so that its row keeps the focus. */
function ListedJob({ job, hasLeft, ...row }: ListedJobProps) {
  const { data } = useQuery({ ...jobQuery(job.id), enabled: hasLeft });
  return <JobRow job={(hasLeft && data) || job} {...row} />;
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
        {jobs.map((job) => (
          <li key={job.id} className="border-t border-line">
            <ListedJob
              job={job}
              hasLeft={!listedIds.has(job.id) && partOf(job.status) === part}
              isChosen={job.id === chosenId}
              onOpen={onOpen}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
