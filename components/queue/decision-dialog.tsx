'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { textMaxLength } from '@/lib/schemas/limits';
import type { Job } from '@/lib/schemas/jobs';
import { JobReasons } from './job-reasons';
import { jobOfConflict, lostRaceSentence } from './lost-race';
import { type Decision, decideJob } from './queries';

interface DecisionDialogProps {
  job: Job;
  decision: Decision;
  onClose: () => void;
  onDecided: (job: Job) => void;
}

const words = {
  approve: {
    title: 'Approve retrain',
    lead: 'The job is queued for a training system.',
    busy: 'Approving…',
    look: 'primary',
  },
  cancel: {
    title: 'Cancel job',
    lead: 'Nothing is trained. A new drift of this model may ask for another job.',
    busy: 'Cancelling…',
    look: 'danger',
  },
  complete: {
    title: 'Retrain succeeded',
    lead: 'You say that the model has been retrained. The job ends, and its place in the queue is free. Its open incidents end as well, and their detectors learn what is normal from now on, unless they are set not to.',
    busy: 'Saving…',
    look: 'primary',
  },
  fail: {
    title: 'Retrain failed',
    lead: 'You say that the retrain did not work out. The job ends; a new drift of this model asks for another.',
    busy: 'Saving…',
    look: 'danger',
  },
} as const;

/** Asks once more, with room for a comment. If somebody else was faster, says who and what. */
export function DecisionDialog({ job, decision, onClose, onDecided }: DecisionDialogProps) {
  const [comment, setComment] = useState('');
  const queryClient = useQueryClient();
  const decide = useMutation({
    mutationFn: decideJob,
    onSuccess: onDecided,
    onSettled: () => queryClient.invalidateQueries(),
  });
  const { title, lead, busy, look } = words[decision];
  const decidedElsewhere = jobOfConflict(decide.error);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    decide.mutate({ id: job.id, decision, comment: comment.trim() });
  };

  if (decidedElsewhere) {
    return (
      <Dialog title="Somebody was faster" onClose={onClose}>
        <Notice kind="error">{lostRaceSentence(decidedElsewhere)}</Notice>
        <p className="mt-3 text-ink-2">
          What you said was not recorded. The queue shows the job of{' '}
          <strong className="break-all text-ink">{job.model_id}</strong> as it is now.
        </p>
        <div className="mt-4 flex justify-end">
          <Button look="primary" onClick={onClose}>
            Back to the queue
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <div className="flex flex-col gap-2">
          <p>
            <strong className="break-all">{job.model_id}</strong>
          </p>
          <JobReasons job={job} />
          <p className="text-ink-2">{lead}</p>
        </div>
        <Field label="Comment" hint="optional" help="Kept in the job's history.">
          {(control) => (
            <textarea
              {...control}
              rows={3}
              maxLength={textMaxLength}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
          )}
        </Field>
        {decide.error && <Notice kind="error">{decide.error.message}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look={look} disabled={decide.isPending}>
            {decide.isPending ? busy : title}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
