'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Instant } from '@/components/charts/instant';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import type { Incident } from '@/lib/schemas/incidents';
import { textMaxLength } from '@/lib/schemas/limits';
import { adoptStart, fromField } from './adopt-start';
import { adoptIncident } from './queries';

interface AdoptDialogProps {
  incident: Incident;
  onClose: () => void;
}

/** Asks once more before the present becomes the reference, and from when on. */
export function AdoptDialog({ incident, onClose }: AdoptDialogProps) {
  const changedTs = incident.escalated_ts ?? incident.onset_ts ?? incident.opened_ts;
  const [isFromTime, setIsFromTime] = useState(false);
  const [time, setTime] = useState(fromField(changedTs));
  const [comment, setComment] = useState('');
  const queryClient = useQueryClient();
  const adopt = useMutation({
    mutationFn: adoptIncident,
    onSuccess: onClose,
    onSettled: () => queryClient.invalidateQueries(),
  });
  const start = isFromTime ? adoptStart(time) : { from: 'onset' };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if ('from' in start) adopt.mutate({ id: incident.id, from: start.from, comment: comment.trim() });
  };
  return (
    <Dialog title="Take the new level as normal" onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <p className="text-ink-2">
          <strong className="break-all text-ink">{incident.detector_name}</strong> forgets what{' '}
          <strong className="break-all text-ink">{incident.metric}</strong> was before and measures the next
          change from its new level. The incident ends; its retrain job stays as it is. This cannot be taken
          back.
        </p>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">What is normal</legend>
          <label className="flex items-baseline gap-2">
            <input
              type="radio"
              name="from"
              checked={!isFromTime}
              onChange={() => setIsFromTime(false)}
              className="accent-tide"
            />
            <span>
              All since the change, <Instant iso={changedTs} />
            </span>
          </label>
          <label className="flex items-baseline gap-2">
            <input
              type="radio"
              name="from"
              checked={isFromTime}
              onChange={() => setIsFromTime(true)}
              className="accent-tide"
            />
            <span>All from a later time on</span>
          </label>
        </fieldset>
        {isFromTime && (
          <Field label="From" hint="UTC" error={'error' in start ? start.error : undefined}>
            {(control) => (
              <input
                {...control}
                type="datetime-local"
                value={time}
                onChange={(event) => setTime(event.target.value)}
              />
            )}
          </Field>
        )}
        <Field label="Comment" hint="optional" help="Kept in the audit trail.">
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
        {adopt.error && <Notice kind="error">{adopt.error.message}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look="primary" disabled={adopt.isPending || 'error' in start}>
            {adopt.isPending ? 'Learning the new level…' : 'Take it as normal'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
