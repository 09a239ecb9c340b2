'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { useEarlyText } from '@/components/ui/use-early-text';
import { useListens } from '@/components/ui/use-listens';
import type { SignInOptions } from '@/lib/schemas/identity';
import { Door, smallLink } from './door';
import { EmailField } from './email-field';
import { askForPasswordLink, signInOptionsQuery } from './queries';

const back = (
  <Link href="/sign-in" className={smallLink}>
    Back to sign-in
  </Link>
);

function WithoutMail() {
  return (
    <Door title="Forgotten your password?" lead="This installation sends no e-mail.">
      <p className="text-ink-2">
        Ask an admin of it: they make a link with which you choose a new password, under Settings, Users.
      </p>
      <p className="text-ink-2">
        If you are the admin, run{' '}
        <code className="rounded bg-raised px-1 py-0.5 font-mono text-xs text-ink">npm run admin</code> on the
        server: it prints such a link.
      </p>
      {back}
    </Door>
  );
}

function RequestForm() {
  const [email, setEmail] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const listens = useListens();
  const form = useEarlyText((fields) => setEmail(String(fields.get('email') ?? '')));
  const request = useMutation({ mutationFn: askForPasswordLink });
  const failure = failureText(request.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setIsMissing(email.trim() === '');
    if (email.trim() !== '') request.mutate(email.trim());
  };
  if (request.isSuccess) {
    return (
      <Door
        title="Look into your mail"
        lead={`If ${email.trim()} belongs to an account here, a link to choose a new password is on its way.`}
      >
        <p className="text-ink-2">
          It can take a few minutes. Nothing there? Look among the unwanted mail, or ask an admin for a link.
        </p>
        {back}
      </Door>
    );
  }
  return (
    <Door title="Forgotten your password?" lead="A link to choose a new one is sent to you by e-mail.">
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <EmailField
          value={email}
          error={isMissing ? 'Type your e-mail address.' : fieldTexts(request.error).email}
          onChange={setEmail}
        />
        {failure && <Notice kind="error">{failure}</Notice>}
        <Button type="submit" look="primary" disabled={!listens || request.isPending}>
          {request.isPending ? 'Sending…' : 'Send the link'}
        </Button>
      </form>
      {back}
    </Door>
  );
}

/** A new password without the old one: by e-mail where this installation sends some. */
export function ForgottenPasswordScreen({ options: initial }: { options?: SignInOptions | undefined }) {
  const { data: options, error } = useQuery({
    ...signInOptionsQuery,
    ...(initial && { initialData: initial }),
  });
  if (options) return options.sends_mail ? <RequestForm /> : <WithoutMail />;
  if (error) return <Notice kind="error">{error.message}</Notice>;
  return <Skeleton className="mx-auto h-56 w-full max-w-[23rem]" />;
}
