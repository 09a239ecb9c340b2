'use client';

import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { RoleSelect } from '@/components/access/role-select';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import { Field } from '@/components/ui/field';
import { FormSection } from '@/components/ui/form-section';
import { Notice } from '@/components/ui/notice';
import { SecretInput } from '@/components/ui/secret-input';
import type { Settings } from '@/lib/schemas/settings';
import { ClaimRoles } from './claim-roles';
import { LastChange } from './last-change';
import { oidcErrors, oidcFormOf, oidcPatchOf } from './oidc-form';
import { useSaveSettings } from './use-save-settings';

const subscribeToNothing = () => () => {};

/** What has to be registered at the provider: this very address. */
function CallbackAddress() {
  const origin = useSyncExternalStore(
    subscribeToNothing,
    () => window.location.origin,
    () => '',
  );
  return (
    <p className="text-xs text-ink-3">
      Register this address there as the redirect address:{' '}
      <code className="font-mono break-all text-ink-2">{origin}/api/sign-in/provider/callback</code>
    </p>
  );
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const save = useSaveSettings();
  const failure = failureText(save.error);
  const remove = () =>
    save.mutate({ patch: { oidc: null }, done: 'The sign-in provider is removed.' }, { onSuccess: onClose });
  return (
    <Dialog title="Remove the sign-in provider" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>
          Nobody can sign in with it any more. People who have no password here are locked out until an admin
          gives them a link to choose one.
        </p>
        <DialogActions back="Keep it" failure={failure} onClose={onClose}>
          <Button look="danger" disabled={save.isPending} onClick={remove}>
            {save.isPending ? 'Removing…' : 'Remove'}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}

/** Signing in with an account that people have elsewhere: OpenID Connect. */
export function ProviderSection({ oidc }: { oidc: Settings['oidc'] }) {
  const [form, setForm] = useState(() => oidcFormOf(oidc));
  const [isRemoving, setIsRemoving] = useState(false);
  const save = useSaveSettings();
  const errors = oidcErrors(fieldTexts(save.error));
  const failure = failureText(save.error);
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { patch: { oidc: oidcPatchOf(form) }, done: 'The sign-in provider is saved.' },
      { onSuccess: ({ oidc: saved }) => setForm(oidcFormOf(saved)) },
    );
  };
  return (
    <FormSection
      title="Sign-in provider"
      lead={
        <>
          Lets people sign in with the account they have at work: any provider of OpenID Connect, such as
          Keycloak, Entra ID, Google or Okta.
          <LastChange of={oidc} />
        </>
      }
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field
          label="Issuer"
          error={errors.issuer}
          help="Its address, exactly as the provider writes it. The rest is read from there."
        >
          {(control) => (
            <input
              {...control}
              type="url"
              spellCheck={false}
              autoComplete="off"
              placeholder="https://login.example.com/realms/main"
              value={form.issuer}
              onChange={(event) => set({ issuer: event.target.value })}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Client ID" error={errors.client_id}>
            {(control) => (
              <input
                {...control}
                spellCheck={false}
                autoComplete="off"
                value={form.clientId}
                onChange={(event) => set({ clientId: event.target.value })}
              />
            )}
          </Field>
          <Field
            label="Client secret"
            error={errors.client_secret}
            help={oidc?.has_client_secret ? 'One is stored. Leave it empty to keep it.' : undefined}
          >
            {(control) => (
              <SecretInput
                {...control}
                autoComplete="off"
                placeholder={oidc?.has_client_secret ? 'stored' : ''}
                value={form.clientSecret}
                onChange={(event) => set({ clientSecret: event.target.value })}
              />
            )}
          </Field>
        </div>
        <CallbackAddress />
        <Field
          label="E-mail domains"
          hint="optional"
          error={errors.allowed_email_domains}
          help="Only people with a confirmed address in one of them may sign in, separated by commas. Empty: everybody whom the provider knows."
        >
          {(control) => (
            <input
              {...control}
              spellCheck={false}
              autoComplete="off"
              placeholder="example.com, example.org"
              value={form.domains}
              onChange={(event) => set({ domains: event.target.value })}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field
            label="Role for everybody"
            error={errors.default_role}
            help="For people to whom no claim gives a role."
          >
            {(control) => (
              <RoleSelect
                {...control}
                none="None: they may not sign in"
                value={form.defaultRole}
                onRole={(defaultRole) => set({ defaultRole })}
              />
            )}
          </Field>
          <Field
            label="Claim that gives roles"
            hint="optional"
            error={errors.role_claim}
            help="A claim of the ID token, such as groups."
          >
            {(control) => (
              <input
                {...control}
                spellCheck={false}
                autoComplete="off"
                placeholder="groups"
                value={form.roleClaim}
                onChange={(event) => set({ roleClaim: event.target.value })}
              />
            )}
          </Field>
        </div>
        {form.roleClaim.trim() !== '' && (
          <ClaimRoles
            rows={form.claimRoles}
            error={errors.roles}
            onChange={(claimRoles) => set({ claimRoles })}
          />
        )}
        <Field label="Words on the button" error={errors.button_label}>
          {(control) => (
            <input
              {...control}
              maxLength={200}
              value={form.buttonLabel}
              onChange={(event) => set({ buttonLabel: event.target.value })}
              className={`${control.className} max-w-72`}
            />
          )}
        </Field>
        {failure && <Notice kind="error">{failure}</Notice>}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" disabled={save.isPending}>
            {save.isPending ? 'Saving…' : oidc ? 'Save provider' : 'Set up provider'}
          </Button>
          {oidc && <Button onClick={() => setIsRemoving(true)}>Remove…</Button>}
        </div>
      </form>
      {isRemoving && (
        <RemoveDialog
          onClose={() => {
            setIsRemoving(false);
          }}
        />
      )}
    </FormSection>
  );
}
