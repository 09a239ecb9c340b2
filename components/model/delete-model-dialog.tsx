'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/format';
import type { Model } from '@/lib/schemas/models';
import { deleteModel } from './queries';

interface DeleteModelDialogProps {
  model: Model;
  onClose: () => void;
}

/** Says what goes with a model, and asks for its id before it does. */
export function DeleteModelDialog({ model, onClose }: DeleteModelDialogProps) {
  const [typed, setTyped] = useState('');
  const queryClient = useQueryClient();
  const router = useRouter();
  const deletion = useMutation({
    mutationFn: deleteModel,
    onSuccess: async () => {
      router.push('/');
      await queryClient.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === model.id) deletion.mutate(model.id);
  };
  return (
    <Dialog title="Delete model" onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p>
          Delete <strong className="break-all">{model.id}</strong> with all that belongs to it? This cannot be
          taken back.
        </p>
        <ul className="list-disc space-y-1 pl-5 text-ink-2">
          <li>
            {formatCount(model.series_count, 'series', 'series')} with{' '}
            {formatCount(model.point_count, 'point')}, with charts, statistics and incidents.
          </li>
          <li>
            All of its retrain jobs.{' '}
            {model.open_job ? 'One is open: it is cancelled, unless its retrain is under way.' : ''}
          </li>
          <li>Detectors stay. A further point makes the model anew.</li>
        </ul>
        <Field label="Type the id of the model to confirm">
          {(control) => (
            <input
              {...control}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
        {deletion.error && <Notice kind="error">{deletion.error.message}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it</Button>
          <Button type="submit" look="danger" disabled={typed !== model.id || deletion.isPending}>
            {deletion.isPending ? 'Deleting…' : 'Delete model'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
