'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { NewPasswordField, newPasswordError } from '@/components/access/new-password-field';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { FormSection } from '@/components/ui/form-section';
import { Notice } from '@/components/ui/notice';
import { SecretInput } from '@/components/ui/secret-input';
import { useToast } from '@/components/ui/toasts';
import { useListens } from '@/components/ui/use-listens';
import { changePassword, sessionsQuery } from './queries';

function PasswordForm({ email }: { email: string }) {
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const client = useQueryClient();
  const toast = useToast();
  const save = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      setCurrent('');
      setChosen('');
      setWasSubmitted(false);
      toast({ text: 'Your password is changed. Everywhere else you are signed out.' });
      void client.invalidateQueries(sessionsQuery);
    },
  });
  const fault = newPasswordError(chosen);
  const server = fieldTexts(save.error);
  const failure = failureText(save.error);
  const listens = useListens();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setWasSubmitted(true);
    if (fault !== undefined || current === '') return;
    save.mutate({ current_password: current, new_password: chosen });
  };
  return (
    <form onSubmit={submit} noValidate className="flex max-w-sm flex-col gap-3">
      {/* Password managers then know whose password it is. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <Field
        label="Current password"
        error={wasSubmitted && current === '' ? 'Type the password you have now.' : server.current_password}
      >
        {(control) => (
          <SecretInput
            {...control}
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        )}
      </Field>
      <NewPasswordField
        label="New password"
        value={chosen}
        error={wasSubmitted ? (fault ?? server.new_password) : undefined}
        onChange={setChosen}
      />
      {failure && <Notice kind="error">{failure}</Notice>}
      <Button type="submit" className="self-start" disabled={!listens || save.isPending}>
        {save.isPending ? 'Changing…' : 'Change password'}
      </Button>
    </form>
  );
}

/** The password, for people who have one here. */
export function PasswordSection({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  return (
    <FormSection title="Password" lead="Changing it signs you out everywhere else.">
      {hasPassword ? (
        <PasswordForm email={email} />
      ) : (
        <p className="text-ink-2">
          You sign in with the sign-in provider and have no password here. An admin can give you a link with
          which you choose one.
        </p>
      )}
    </FormSection>
  );
}
