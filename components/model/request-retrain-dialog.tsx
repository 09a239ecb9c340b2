'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button, buttonClass } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { formatStatus } from '@/lib/format';
import { textMaxLength } from '@/lib/schemas/limits';
import type { Model } from '@/lib/schemas/models';
import { requestRetrain } from './queries';

interface RequestRetrainDialogProps {
  model: Pick<Model, 'id' | 'open_job'>;
  onClose: () => void;
}

/** A retrain that a person asks for. Where one is open already, the request joins it as another reason. */
export function RequestRetrainDialog({ model, onClose }: RequestRetrainDialogProps) {
  const [comment, setComment] = useState('');
  const queryClient = useQueryClient();
  const request = useMutation({
    mutationFn: requestRetrain,
    onSuccess: () => queryClient.invalidateQueries(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = comment.trim();
    request.mutate({ model_id: model.id, ...(text !== '' && { comment: text }) });
  };
  if (request.data) {
    return (
      <Dialog title="Retrain requested" onClose={onClose}>
        <Notice kind="done">The job is {formatStatus(request.data.status)}.</Notice>
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={onClose}>Stay here</Button>
          <Link href={`/queue#job-${request.data.id}`} className={buttonClass('primary')}>
            Open the retrain queue
          </Link>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Request retrain" onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-ink-2">
          {model.open_job ? (
            <>
              A retrain of <strong className="break-all text-ink">{model.id}</strong> is open already (
              {formatStatus(model.open_job.status)}). Your request joins it as another reason.
            </>
          ) : (
            <>
              Queues a retrain job for <strong className="break-all text-ink">{model.id}</strong>. It waits
              for approval like any other.
            </>
          )}
        </p>
        <Field
          label="Comment"
          hint="optional"
          help="Why a retrain is needed; whoever approves it reads this."
        >
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
        {request.error && <Notice kind="error">{request.error.message}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Close</Button>
          <Button type="submit" look="primary" disabled={request.isPending}>
            {request.isPending ? 'Requesting…' : 'Request retrain'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
