'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { NewPasswordField, newPasswordError } from '@/components/access/new-password-field';
import { Button } from '@/components/ui/button';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { TextField } from '@/components/ui/text-field';
import { ApiError } from '@/lib/http/client';
import type { SignInOptions } from '@/lib/schemas/identity';
import { Door, SignInDoor } from './door';
import { EmailField } from './email-field';
import { setUp, signInOptionsQuery } from './queries';
import { useFragmentToken } from './use-fragment-token';

function WithoutToken({ hasEnded }: { hasEnded: boolean }) {
  return (
    <Door
      title={hasEnded ? 'This set-up link has ended' : 'Open the set-up link'}
      lead="Only somebody who sees the terminal may become the first admin."
    >
      <ol className="flex list-decimal flex-col gap-1.5 pl-5 text-ink-2">
        <li>Look at the terminal, or the log, in which Driftwatch runs.</li>
        <li>
          Open the newest address of the form{' '}
          <code className="font-mono text-xs break-all text-ink">…/set-up#…</code>: it works until there is an
          admin, or Driftwatch is started again.
        </li>
      </ol>
      <p className="text-ink-2">Without a terminal at hand, restart Driftwatch: it prints a new link.</p>
    </Door>
  );
}

function FirstAdminForm({ token, onEnded }: { token: string; onEnded: () => void }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const creation = useMutation({
    mutationFn: setUp,
    onSuccess: () => window.location.assign('/'),
    onError: (error) => {
      const isAboutToken = error instanceof ApiError && error.status === 403;
      if (isAboutToken) onEnded();
    },
  });
  const found = {
    name: name.trim() === '' ? 'Say what you are called.' : undefined,
    email: /^[^\s@]+@[^\s@]+$/.test(email.trim())
      ? undefined
      : 'Type an e-mail address, such as ana@example.com.',
    password: newPasswordError(password),
  };
  const server = fieldTexts(creation.error);
  const errors = wasSubmitted
    ? {
        name: found.name ?? server.name,
        email: found.email ?? server.email,
        password: found.password ?? server.password,
      }
    : {};
  const failure = failureText(creation.error);
  const isBusy = creation.isPending || creation.isSuccess;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setWasSubmitted(true);
    const isComplete = Object.values(found).every((fault) => fault === undefined);
    if (isComplete && !isBusy) creation.mutate({ token, name: name.trim(), email: email.trim(), password });
  };
  return (
    <Door
      title="Set up Driftwatch"
      lead="You become the first admin. Afterwards everybody has to sign in, and you can invite others."
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          help="As colleagues see it beside what you decide."
          error={errors.name}
          value={name}
          onText={setName}
        />
        <EmailField
          value={email}
          error={errors.email}
          help="You sign in with it. Nothing is sent to it now."
          onChange={setEmail}
        />
        <NewPasswordField value={password} error={errors.password} onChange={setPassword} />
        {failure && <Notice kind="error">{failure}</Notice>}
        <Button type="submit" look="primary" disabled={isBusy}>
          {isBusy ? 'Setting up…' : 'Create the admin and start'}
        </Button>
      </form>
    </Door>
  );
}

/** Makes the first admin, with the token of the link that the terminal prints. */
export function SetUpScreen({ options: initial }: { options?: SignInOptions | undefined }) {
  const token = useFragmentToken();
  const [endedToken, setEndedToken] = useState<string | null>(null);
  const { data: options } = useQuery({ ...signInOptionsQuery, ...(initial && { initialData: initial }) });
  if (options && !options.needs_set_up) {
    return (
      <SignInDoor
        title="This installation is set up"
        lead="It has an admin already, so its set-up link has ended. An admin invites everybody else."
      />
    );
  }
  if (token === null) return <Skeleton className="mx-auto h-96 w-full max-w-[23rem]" />;
  const hasEnded = token !== '' && token === endedToken;
  if (token === '' || hasEnded) return <WithoutToken hasEnded={hasEnded} />;
  return <FirstAdminForm token={token} onEnded={() => setEndedToken(token)} />;
}
