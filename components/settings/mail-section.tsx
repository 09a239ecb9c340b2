'use client';

import { type FormEvent, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { FormSection } from '@/components/ui/form-section';
import { Notice } from '@/components/ui/notice';
import { SecretInput } from '@/components/ui/secret-input';
import type { Settings } from '@/lib/schemas/settings';
import { LastChange } from './last-change';
import { type MailTls, smtpErrors, smtpFormOf, smtpPatchOf, withTls } from './smtp-form';
import { TestMail } from './test-mail';
import { useSaveSettings } from './use-save-settings';

const tlsWords: Record<MailTls, string> = {
  starttls: 'STARTTLS, usually port 587',
  tls: 'TLS from the start, usually port 465',
  none: 'None: only for a server on this machine',
};

/** The mail server: invitations and forgotten passwords go by it. */
export function MailSection({ smtp }: { smtp: Settings['smtp'] }) {
  const [form, setForm] = useState(() => smtpFormOf(smtp));
  const save = useSaveSettings();
  const errors = smtpErrors(fieldTexts(save.error));
  const failure = failureText(save.error);
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { patch: { smtp: smtpPatchOf(form) }, done: 'The mail server is saved.' },
      { onSuccess: ({ smtp: saved }) => setForm(smtpFormOf(saved)) },
    );
  };
  const remove = () =>
    save.mutate(
      { patch: { smtp: null }, done: 'The mail server is removed.' },
      { onSuccess: () => setForm(smtpFormOf(null)) },
    );
  return (
    <FormSection
      title="Mail"
      lead={
        <>
          Invitations and links for forgotten passwords are sent by it. Without one, an admin hands the links
          over.
          <LastChange of={smtp} />
        </>
      }
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_7rem]">
          <Field label="Server" error={errors.host}>
            {(control) => (
              <input
                {...control}
                spellCheck={false}
                autoComplete="off"
                placeholder="smtp.example.com"
                value={form.host}
                onChange={(event) => set({ host: event.target.value })}
              />
            )}
          </Field>
          <Field label="Port" error={errors.port}>
            {(control) => (
              <input
                {...control}
                inputMode="numeric"
                autoComplete="off"
                value={form.port}
                onChange={(event) => set({ port: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Field label="Encryption" error={errors.tls}>
          {(control) => (
            <select
              {...control}
              value={form.tls}
              onChange={(event) => setForm(withTls(form, event.target.value as MailTls))}
            >
              {Object.entries(tlsWords).map(([tls, words]) => (
                <option key={tls} value={tls}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="User" hint="optional" error={errors.user} help="Empty: the server wants no sign-in.">
            {(control) => (
              <input
                {...control}
                spellCheck={false}
                autoComplete="off"
                value={form.user}
                onChange={(event) => set({ user: event.target.value })}
              />
            )}
          </Field>
          <Field
            label="Password"
            error={errors.password}
            help={smtp?.has_password ? 'One is stored. Leave it empty to keep it.' : undefined}
          >
            {(control) => (
              <SecretInput
                {...control}
                autoComplete="off"
                placeholder={smtp?.has_password ? 'stored' : ''}
                value={form.password}
                onChange={(event) => set({ password: event.target.value })}
              />
            )}
          </Field>
        </div>
        <Field label="Sender" error={errors.from} help="The address that mails come from.">
          {(control) => (
            <input
              {...control}
              type="email"
              autoComplete="off"
              placeholder="driftwatch@example.com"
              value={form.from}
              onChange={(event) => set({ from: event.target.value })}
            />
          )}
        </Field>
        {failure && <Notice kind="error">{failure}</Notice>}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" disabled={save.isPending}>
            {save.isPending ? 'Saving…' : smtp ? 'Save mail server' : 'Set up mail'}
          </Button>
          {smtp && (
            <Button disabled={save.isPending} onClick={remove}>
              Remove
            </Button>
          )}
        </div>
      </form>
      {smtp && <TestMail />}
    </FormSection>
  );
}
