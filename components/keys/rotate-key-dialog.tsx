'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import { Field } from '@/components/ui/field';
import type { Key } from '@/lib/schemas/keys';
import { KeyShown } from './key-shown';
import { keysQuery, rotateKey } from './queries';

const overlaps = [
  { hours: 0, label: 'Not at all: it ends now' },
  { hours: 1, label: 'For an hour' },
  { hours: 24, label: 'For a day' },
  { hours: 168, label: 'For a week' },
  { hours: 720, label: 'For 30 days' },
];

/** A new key in place of an old one, which can still be used for a while. */
export function RotateKeyDialog({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const [hours, setHours] = useState(24);
  const client = useQueryClient();
  const rotation = useMutation({
    mutationFn: rotateKey,
    onSuccess: () => client.invalidateQueries(keysQuery),
  });
  if (rotation.data) {
    return (
      <Dialog key="key" title={`New key: ${apiKey.description}`} onClose={onClose}>
        <KeyShown created={rotation.data} onClose={onClose} />
      </Dialog>
    );
  }
  const failure = failureText(rotation.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rotation.mutate({ id: apiKey.id, hours });
  };
  return (
    <Dialog key="form" title={`Replace “${apiKey.description}”`} onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <p className="text-ink-2">A new key with the same rights and limits is made, and shown once.</p>
        <Field
          label="The old key can still be used"
          error={fieldTexts(rotation.error).overlap_hours}
          help="Time to put the new one wherever the old one is."
        >
          {(control) => (
            <select {...control} value={hours} onChange={(event) => setHours(Number(event.target.value))}>
              {overlaps.map((one) => (
                <option key={one.hours} value={one.hours}>
                  {one.label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <DialogActions failure={failure} onClose={onClose}>
          <Button type="submit" look="primary" disabled={rotation.isPending}>
            {rotation.isPending ? 'Making it…' : 'Make the new key'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
