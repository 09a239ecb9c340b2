'use client';

import { type FormEvent, type ReactNode, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button, type ButtonLook } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import { Field } from '@/components/ui/field';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { SecretInput } from '@/components/ui/secret-input';

interface ProofDialogProps {
  title: string;
  verb: string;
  look: ButtonLook;
  isPending: boolean;
  error: Error | null;
  onProof: (password: string) => void;
  onClose: () => void;
  children: ReactNode;
}

/** Asks for the password once more before something that protects the account changes. */
export function ProofDialog(props: ProofDialogProps) {
  const { title, verb, look, isPending, error, onProof, onClose, children } = props;
  const [password, setPassword] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const failure = failureText(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setIsMissing(password === '');
    if (password !== '') onProof(password);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <div className="text-ink-2">{children}</div>
        <Field label="Your password" error={isMissing ? 'Type your password.' : fieldTexts(error).password}>
          {(control) => (
            <SecretInput
              {...control}
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <DialogActions failure={failure} onClose={onClose}>
          <Button type="submit" look={look} disabled={isPending}>
            {verb}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
