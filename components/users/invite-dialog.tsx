'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { TextField } from '@/components/ui/text-field';
import { AccessFields } from './access-fields';
import { type AccessForm, accessFault, accessOf } from './access-form';
import { LinkShown } from './link-shown';
import { inviteUser, usersQuery } from './queries';

/** Makes a user, and the link with which they choose their password. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [access, setAccess] = useState<AccessForm>({ role: 'viewer', grants: [] });
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const client = useQueryClient();
  const invitation = useMutation({
    mutationFn: inviteUser,
    onSuccess: () => client.invalidateQueries(usersQuery),
  });
  if (invitation.data) {
    const { user, link } = invitation.data;
    return (
      <Dialog key="link" title={`${user.name} is invited`} onClose={onClose}>
        <LinkShown name={user.name} link={link} onClose={onClose} />
      </Dialog>
    );
  }
  const server = fieldTexts(invitation.error);
  const fault = accessFault(access);
  const errors = wasSubmitted
    ? {
        ...server,
        ...(name.trim() === '' && { name: 'Say what the person is called.' }),
        ...(email.trim() === '' && { email: 'Type the e-mail address they sign in with.' }),
        ...(fault && { role: fault }),
      }
    : server;
  const failure = failureText(invitation.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setWasSubmitted(true);
    if (name.trim() === '' || email.trim() === '' || fault !== undefined) return;
    invitation.mutate({ name: name.trim(), email: email.trim(), ...accessOf(access) });
  };
  return (
    <Dialog key="form" title="Invite somebody" onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label="Name" error={errors.name} value={name} onText={setName} />
          <TextField
            label="E-mail"
            type="email"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={254}
            error={errors.email}
            value={email}
            onText={setEmail}
          />
        </div>
        <AccessFields form={access} errors={errors} onChange={setAccess} />
        <DialogActions failure={failure} onClose={onClose}>
          <Button type="submit" look="primary" disabled={invitation.isPending}>
            {invitation.isPending ? 'Inviting…' : 'Invite'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
