'use client';

import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useRefusal } from '@/components/access/access';
import { Button } from '@/components/ui/button';
import type { Job } from '@/lib/schemas/jobs';
import { textMaxLength } from '@/lib/schemas/limits';
import { isApprovalObvious } from './cause';
import type { Decision } from './queries';

const words: Record<Decision, { ask: string; confirm: string; lead: string }> = {
  approve: {
    ask: 'Approve',
    confirm: 'Approve retrain',
    lead: 'The job is queued for a training system.',
  },
  cancel: {
    ask: 'Cancel job',
    confirm: 'Cancel job',
    lead: 'Nothing is trained. A new drift of this model may ask for another job.',
  },
  complete: {
    ask: 'Retrain succeeded',
    confirm: 'Retrain succeeded',
    lead: 'The job ends. Its open incidents end as well, and their detectors learn what is normal from now on, unless they are set not to.',
  },
  fail: {
    ask: 'Retrain failed',
    confirm: 'Retrain failed',
    lead: 'The job ends; a new drift of this model asks for another.',
  },
};

interface DecisionBarProps {
  job: Job;
  asked: Decision | null;
  onAsk: (decision: Decision | null) => void;
  onDecide: (decision: Decision, comment: string) => void;
}

/** The decisions that there are for a job as it is now. */
export function decisionsFor(job: Pick<Job, 'status'>): Decision[] {
  if (job.status === 'pending_approval') return ['approve', 'cancel'];
  if (job.status === 'deferred') return ['cancel'];
  return job.status === 'queued' ? ['complete', 'fail'] : [];
}

function Confirmation({ job, asked, onAsk, onDecide }: DecisionBarProps & { asked: Decision }) {
  const [comment, setComment] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => field.current?.focus(), []);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    onDecide(asked, comment.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      onAsk(null);
    }
    // Enter ends the choice of a word in languages that compose them.
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      submit();
    }
  };
  const { confirm, lead } = words[asked];
  const isDanger = asked === 'cancel' || asked === 'fail';
  return (
    <form
      aria-label={`${confirm}: ${job.model_id}`}
      onSubmit={submit}
      className="flex flex-col gap-2 rounded-lg border border-line-strong bg-surface p-3"
    >
      <p className="text-ink-2">{lead}</p>
      <label htmlFor={id} className="text-xs font-medium">
        Comment <span className="font-normal text-ink-3">optional, kept in the job's history</span>
      </label>
      <textarea
        ref={field}
        id={id}
        rows={2}
        maxLength={textMaxLength}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
        onKeyDown={onKeyDown}
        className="w-full rounded-md border border-line-strong bg-surface px-2 py-1.5"
      />
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look={isDanger ? 'danger' : 'primary'}>
          {confirm}
        </Button>
        <Button onClick={() => onAsk(null)}>Back</Button>
        <span className="text-xs text-ink-3 max-md:hidden">
          Enter confirms, Shift+Enter is a new line, Esc goes back
        </span>
      </div>
    </form>
  );
}

/** What can be done to the job; each asks once more, with room for a comment. */
export function DecisionBar(props: DecisionBarProps) {
  const { job, asked, onAsk } = props;
  const decisions = decisionsFor(job);
  const mayNotDecide = useRefusal('decide_jobs', { model: job.model_id });
  const mayNotReport = useRefusal('report_jobs', { model: job.model_id });
  const refusalOf = (decision: Decision) =>
    decision === 'approve' || decision === 'cancel' ? mayNotDecide : mayNotReport;
  if (decisions.length === 0) return null;
  if (asked !== null && decisions.includes(asked) && !refusalOf(asked))
    return <Confirmation {...props} asked={asked} />;
  const isObvious = job.status === 'queued' || isApprovalObvious(job);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {decisions.map((decision) => (
        <Button
          key={decision}
          look={isObvious && (decision === 'approve' || decision === 'complete') ? 'primary' : 'secondary'}
          refusal={refusalOf(decision)}
          onClick={() => onAsk(decision)}
        >
          {words[decision].ask}
        </Button>
      ))}
      {job.status === 'deferred' && (
        <p className="text-ink-2">The queue is full; it can be approved once it has a place.</p>
      )}
    </div>
  );
}
