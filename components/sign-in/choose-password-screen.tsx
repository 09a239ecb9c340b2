'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { NewPasswordField, newPasswordError } from '@/components/access/new-password-field';
import { Button, buttonClass } from '@/components/ui/button';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { ApiError } from '@/lib/http/client';
import { Door, SignInDoor, smallLink } from './door';
import { choosePassword } from './queries';
import { useFragmentToken } from './use-fragment-token';

function Ended() {
  return (
    <Door
      title="This link does not work any more"
      lead="It works once, for a limited time, and not after a newer one was made."
    >
      <p className="text-ink-2">Ask an admin for a new link, or have one sent to you.</p>
      <Link href="/forgotten-password" className={buttonClass('secondary')}>
        Ask for a new link
      </Link>
      <Link href="/sign-in" className={smallLink}>
        Go to sign-in
      </Link>
    </Door>
  );
}

function PasswordForm({ token }: { token: string }) {
  const [password, setPassword] = useState('');
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const choice = useMutation({ mutationFn: choosePassword });
  const fault = newPasswordError(password);
  const fieldErrors = fieldTexts(choice.error);
  if (choice.isSuccess) {
    return (
      <SignInDoor
        title="Your password is set"
        lead="Sign in with it. Wherever you were signed in before, you are signed out."
      />
    );
  }
  const isEnded =
    choice.error instanceof ApiError && (choice.error.status === 404 || fieldErrors.token !== undefined);
  if (isEnded) return <Ended />;
  const failure = failureText(choice.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setWasSubmitted(true);
    if (fault === undefined) choice.mutate({ token, password });
  };
  return (
    <Door
      title="Choose a password"
      lead="You sign in with your e-mail address and this password from now on."
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <NewPasswordField
          label="New password"
          value={password}
          error={wasSubmitted ? (fault ?? fieldErrors.password) : undefined}
          onChange={setPassword}
        />
        {failure && <Notice kind="error">{failure}</Notice>}
        <Button type="submit" look="primary" disabled={choice.isPending}>
          {choice.isPending ? 'Saving…' : 'Set the password'}
        </Button>
      </form>
    </Door>
  );
}

/** Where the link of an invitation or of a forgotten password leads. */
export function ChoosePasswordScreen() {
  const token = useFragmentToken();
  if (token === null) return <Skeleton className="mx-auto h-64 w-full max-w-[23rem]" />;
  return token === '' ? <Ended /> : <PasswordForm token={token} />;
}
