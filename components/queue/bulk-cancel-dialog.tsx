'use client';

import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/format';
import type { Job } from '@/lib/schemas/jobs';
import { textMaxLength } from '@/lib/schemas/limits';
import { standingOf } from './cause';
import { jobOfConflict } from './lost-race';
import { patchJobs } from './patch-jobs';
import { decideJob } from './queries';

interface BulkCancelDialogProps {
  /** Jobs that wait although their cause is over. */
  jobs: Job[];
  onClose: () => void;
  onDone: (sentence: string) => void;
}

interface Tally {
  cancelled: number;
  decidedElsewhere: number;
  failed: number;
}

function sentenceOf({ cancelled, decidedElsewhere, failed }: Tally): string {
  const others = decidedElsewhere > 0 ? ` ${decidedElsewhere} had been decided by somebody else.` : '';
  const left = failed > 0 ? ` ${failed} could not be cancelled and still wait.` : '';
  return `${formatCount(cancelled, 'job')} cancelled.${others}${left}`;
}

/**
 * Cancels several at once, by name: those whose level is back, and where one says so those that keep a new
 * one.
 */
export function BulkCancelDialog({ jobs, onClose, onDone }: BulkCancelDialogProps) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState(
    () => new Set(jobs.filter((job) => standingOf(job) === 'over').map(({ id }) => id)),
  );
  const [comment, setComment] = useState('');
  const [done, setDone] = useState<number | null>(null);
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const tally: Tally = { cancelled: 0, decidedElsewhere: 0, failed: 0 };
    setDone(0);
    // One after the other: each is a decision of its own, and somebody else may be faster with any of them.
    for (const job of jobs.filter(({ id }) => chosen.has(id))) {
      try {
        patchJobs(client, await decideJob({ id: job.id, decision: 'cancel', comment: comment.trim() }));
        tally.cancelled++;
      } catch (error) {
        const theirs = jobOfConflict(error);
        if (theirs) patchJobs(client, theirs);
        tally[theirs ? 'decidedElsewhere' : 'failed']++;
      }
      setDone((count) => (count ?? 0) + 1);
    }
    void client.invalidateQueries({ queryKey: ['jobs'] });
    onDone(sentenceOf(tally));
  };

  return (
    <Dialog title="Cancel jobs whose cause is over" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <p className="text-ink-2">
          Nothing is trained for them. Those that settled at a new level are not chosen: they are calm, but
          not what they were.
        </p>
        <ul className="max-h-72 overflow-y-auto rounded-md border border-line">
          {jobs.map((job) => (
            <li key={job.id} className="border-t border-line first:border-t-0">
              <label className="flex min-h-9 items-center gap-2 px-2">
                <input
                  type="checkbox"
                  checked={chosen.has(job.id)}
                  onChange={() => toggle(job.id)}
                  className="size-4 shrink-0 accent-tide"
                />
                <span className="min-w-0 flex-1 truncate">{job.model_id}</span>
                <span className="text-xs text-ink-2">
                  {standingOf(job) === 'over' ? 'level is back' : 'settled at a new level'}
                </span>
              </label>
            </li>
          ))}
        </ul>
        <Field label="Comment" hint="optional" help="Kept in the history of each.">
          {(control) => (
            <textarea
              {...control}
              rows={2}
              maxLength={textMaxLength}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
          )}
        </Field>
        {done !== null && (
          <Notice kind="info">
            {done} of {chosen.size} done
          </Notice>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look="danger" disabled={chosen.size === 0 || done !== null}>
            Cancel {formatCount(chosen.size, 'job')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
