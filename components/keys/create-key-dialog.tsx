'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import { Field } from '@/components/ui/field';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { TextField } from '@/components/ui/text-field';
import { type KeyErrors, keyFaults, keyInputOf, newKeyForm } from './key-form';
import { KeyShown } from './key-shown';
import { LimitFields } from './limit-fields';
import { createKey, keysQuery } from './queries';
import { scopeNames, scopeWords } from './scope-words';

const lifetimes = [
  { days: '', label: 'Never' },
  { days: '30', label: 'In 30 days' },
  { days: '90', label: 'In 90 days' },
  { days: '365', label: 'In a year' },
];

/** Makes a key, and shows it once. */
export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const [form, setForm] = useState(newKeyForm);
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const client = useQueryClient();
  const creation = useMutation({
    mutationFn: createKey,
    onSuccess: () => client.invalidateQueries(keysQuery),
  });
  if (creation.data) {
    return (
      <Dialog key="key" title={creation.data.key.description} onClose={onClose}>
        <KeyShown created={creation.data} onClose={onClose} />
      </Dialog>
    );
  }
  const faults = keyFaults(form);
  const errors: KeyErrors = { ...fieldTexts(creation.error), ...(wasSubmitted && faults) };
  const failure = failureText(creation.error);
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setWasSubmitted(true);
    if (Object.keys(faults).length === 0) creation.mutate(keyInputOf(form, Date.now()));
  };
  return (
    <Dialog key="form" title="New key" onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <TextField
          label="What uses it"
          placeholder="Nightly scoring of fraud"
          error={errors.description}
          value={form.description}
          onText={(description) => set({ description })}
        />
        <fieldset className="flex flex-col gap-1">
          <legend className="mb-1 text-sm font-medium">What it may do</legend>
          {scopeNames.map((scope) => (
            <label key={scope} className="flex items-baseline gap-2.5 rounded-md py-0.5">
              <input
                type="radio"
                name="scope"
                checked={form.scope === scope}
                onChange={() => set({ scope })}
                className="translate-y-0.5 accent-tide"
              />
              <span>
                <span className="font-medium">{scopeWords[scope].label}</span>
                <span className="block text-xs text-ink-3">{scopeWords[scope].meaning}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Models"
            hint="optional"
            help="Only these; * stands for any number of characters."
            autoCapitalize="none"
            spellCheck={false}
            placeholder="all"
            error={errors.model_pattern}
            value={form.models}
            onText={(models) => set({ models })}
            className="font-mono"
          />
          <Field label="Expires" error={errors.expires_at}>
            {(control) => (
              <select {...control} value={form.days} onChange={(event) => set({ days: event.target.value })}>
                {lifetimes.map(({ days, label }) => (
                  <option key={days} value={days}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <LimitFields
          requests={form.requests}
          points={form.points}
          errors={errors}
          onRequests={(requests) => set({ requests })}
          onPoints={(points) => set({ points })}
        />
        <DialogActions failure={failure} onClose={onClose}>
          <Button type="submit" look="primary" disabled={creation.isPending}>
            {creation.isPending ? 'Making it…' : 'Make the key'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
