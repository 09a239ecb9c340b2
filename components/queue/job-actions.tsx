import { Button } from '@/components/ui/button';
import type { Job } from '@/lib/schemas/jobs';
import type { Decision } from './queries';

interface JobActionsProps {
  job: Job;
  onDecide: (job: Job, decision: Decision) => void;
}

function ToDecide({ job, onDecide }: JobActionsProps) {
  const isDeferred = job.status === 'deferred';
  return (
    <>
      <Button onClick={() => onDecide(job, 'cancel')}>Cancel job</Button>
      <Button
        look="primary"
        disabled={isDeferred}
        title={isDeferred ? 'The queue is full; it can be approved once it has a place' : undefined}
        onClick={() => onDecide(job, 'approve')}
      >
        Approve
      </Button>
    </>
  );
}

function ToEnd({ job, onDecide }: JobActionsProps) {
  return (
    <>
      <Button onClick={() => onDecide(job, 'fail')}>Retrain failed</Button>
      <Button look="primary" onClick={() => onDecide(job, 'complete')}>
        Retrain succeeded
      </Button>
    </>
  );
}

/** What a person can do to the job as it is now. */
export function JobActions(props: JobActionsProps) {
  const { status } = props.job;
  const isUndecided = status === 'pending_approval' || status === 'deferred';
  if (!isUndecided && status !== 'queued') return null;
  return (
    <div className="flex flex-wrap gap-2 sm:ml-auto">
      {isUndecided ? <ToDecide {...props} /> : <ToEnd {...props} />}
    </div>
  );
}
