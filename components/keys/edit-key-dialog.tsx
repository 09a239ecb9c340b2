'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toasts';
import type { Key } from '@/lib/schemas/keys';
import { type KeyErrors, keyFaults, limitOf, limitText } from './key-form';
import { LimitFields } from './limit-fields';
import { keysQuery, patchKey } from './queries';

/** Changes what a key is called and how much it may do; what it may do stays. */
export function EditKeyDialog({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const [description, setDescription] = useState(apiKey.description);
  const [requests, setRequests] = useState(limitText(apiKey.requests_per_minute));
  const [points, setPoints] = useState(limitText(apiKey.points_per_minute));
  const client = useQueryClient();
  const toast = useToast();
  const save = useMutation({
    mutationFn: patchKey,
    onSuccess: () => {
      toast({ text: 'The key is saved.' });
      void client.invalidateQueries(keysQuery);
      onClose();
    },
  });
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const faults = keyFaults({ description, requests, points });
  const errors: KeyErrors = { ...fieldTexts(save.error), ...(wasSubmitted && faults) };
  const failure = failureText(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setWasSubmitted(true);
    if (Object.keys(faults).length > 0) return;
    const patch = {
      description: description.trim(),
      requests_per_minute: limitOf(requests),
      points_per_minute: limitOf(points),
    };
    save.mutate({ id: apiKey.id, patch });
  };
  return (
    <Dialog title="Change the key" onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <TextField
          label="What uses it"
          error={errors.description}
          value={description}
          onText={setDescription}
        />
        <LimitFields
          requests={requests}
          points={points}
          errors={errors}
          onRequests={setRequests}
          onPoints={setPoints}
        />
        <p className="text-xs text-ink-3">
          What it may do, and on which models, cannot be changed: make another key.
        </p>
        <DialogActions failure={failure} onClose={onClose}>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {save.isPending ? 'Saving…' : 'Save'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
