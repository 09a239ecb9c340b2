'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { roleWords } from '@/components/access/role-words';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { FormSection } from '@/components/ui/form-section';
import { Notice } from '@/components/ui/notice';
import { useToast } from '@/components/ui/toasts';
import type { Me } from '@/lib/schemas/identity';
import { changeName, meQuery } from './queries';

type User = NonNullable<Me['user']>;

function RoleText({ user }: { user: User }) {
  const role = user.role && roleWords[user.role];
  return (
    <dl className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-4 gap-y-1">
      <dt className="text-ink-3">E-mail</dt>
      <dd className="break-words">{user.email}</dd>
      <dt className="text-ink-3">Role</dt>
      <dd>
        {role ? (
          <>
            {role.label} <span className="text-ink-3">– {role.meaning}</span>
          </>
        ) : (
          'Only on some models'
        )}
      </dd>
      {user.grants.map(({ role: granted, model_pattern: pattern }) => (
        <div key={`${granted} ${pattern}`} className="col-start-2">
          {roleWords[granted].label} on <span className="font-mono text-xs">{pattern}</span>
        </div>
      ))}
    </dl>
  );
}

/** Name, address and role. */
export function ProfileSection({ user }: { user: User }) {
  const [name, setName] = useState(user.name);
  const [isMissing, setIsMissing] = useState(false);
  const client = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const save = useMutation({
    mutationFn: changeName,
    onSuccess: () => {
      toast({ text: 'Your name is saved.' });
      void client.invalidateQueries(meQuery);
      // The menu of the account comes with the page.
      router.refresh();
    },
  });
  const failure = failureText(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setIsMissing(name.trim() === '');
    if (name.trim() !== '') save.mutate(name.trim());
  };
  return (
    <FormSection title="Profile" lead="Your name stands beside everything you decide.">
      <div className="flex flex-col gap-4">
        <RoleText user={user} />
        <form onSubmit={submit} noValidate className="flex flex-col gap-3">
          <Field label="Name" error={isMissing ? 'Say what you are called.' : fieldTexts(save.error).name}>
            {(control) => (
              <input
                {...control}
                autoComplete="name"
                maxLength={200}
                value={name}
                onChange={(event) => setName(event.target.value)}
                className={`${control.className} max-w-sm`}
              />
            )}
          </Field>
          {failure && <Notice kind="error">{failure}</Notice>}
          <Button type="submit" className="self-start" disabled={save.isPending || name.trim() === user.name}>
            {save.isPending ? 'Saving…' : 'Save name'}
          </Button>
        </form>
      </div>
    </FormSection>
  );
}
