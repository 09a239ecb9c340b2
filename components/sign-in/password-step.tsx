'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { Notice } from '@/components/ui/notice';
import { SecretInput } from '@/components/ui/secret-input';
import { useEarlyText } from '@/components/ui/use-early-text';
import { useListens } from '@/components/ui/use-listens';
import { EmailField } from './email-field';
import { signIn } from './queries';

interface PasswordStepProps {
  /** Where it is known whose session has ended. */
  email?: string | undefined;
  onSignedIn: () => void;
  onSecondFactor: () => void;
  /** What stands beneath the password. */
  help?: ReactNode;
}

/** E-mail and password. */
export function PasswordStep({ email: known = '', help, onSignedIn, onSecondFactor }: PasswordStepProps) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const listens = useListens();
  const form = useEarlyText((fields) => {
    setEmail(String(fields.get('email') || known));
    setPassword(String(fields.get('password') ?? ''));
  });
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: ({ second_factor }) => (second_factor ? onSecondFactor() : onSignedIn()),
  });
  const errors = { ...fieldTexts(attempt.error), ...missing };
  const failure = failureText(attempt.error);
  const isBusy = attempt.isPending || attempt.isSuccess;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    const found = {
      ...(email.trim() === '' && { email: 'Type your e-mail address.' }),
      ...(password === '' && { password: 'Type your password.' }),
    };
    setMissing(found);
    if (Object.keys(found).length === 0 && !isBusy) attempt.mutate({ email: email.trim(), password });
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
      <EmailField value={email} error={errors.email} onChange={setEmail} />
      <Field label="Password" error={errors.password} help={help}>
        {(control) => (
          <SecretInput
            {...control}
            data-first-focus={known === '' ? undefined : true}
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {failure && <Notice kind="error">{failure}</Notice>}
      <Button type="submit" look="primary" disabled={!listens || isBusy}>
        {isBusy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  );
}
