'use client';

import { useMutation } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useMe } from '@/components/access/access';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { sendTestMail } from './queries';

/** Sends one mail with what is saved, and says what the mail server said. */
export function TestMail() {
  const [to, setTo] = useState(useMe()?.user?.email ?? '');
  const test = useMutation({ mutationFn: sendTestMail });
  const failure = failureText(test.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate(to.trim());
  };
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label="Test mail"
      className="mt-5 flex flex-col gap-2 rounded-lg border border-line px-3 py-3"
    >
      <div className="flex flex-wrap items-end gap-2">
        <Field
          label="Send a test mail to"
          error={fieldTexts(test.error).to}
          className="min-w-0 flex-1 basis-56"
        >
          {(control) => (
            <input
              {...control}
              type="email"
              autoComplete="email"
              value={to}
              onChange={(event) => setTo(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" disabled={test.isPending || to.trim() === ''}>
          <Send aria-hidden className="size-3.5" />
          {test.isPending ? 'Sending…' : 'Send'}
        </Button>
      </div>
      {test.isSuccess && <Notice kind="done">The mail server has taken it. Look whether it arrives.</Notice>}
      {failure && <Notice kind="error">{failure}</Notice>}
    </form>
  );
}
