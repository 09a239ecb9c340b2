'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useMe } from '@/components/access/access';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toasts';
import type { User } from '@/lib/schemas/identity';
import { AccessFields } from './access-fields';
import { accessFault, accessFormOf, accessOf, lastAdminReason } from './access-form';
import { patchUser, usersQuery } from './queries';

interface EditUserDialogProps {
  user: User;
  isLastAdmin: boolean;
  onClose: () => void;
}

/** Changes what somebody is called and may do. */
export function EditUserDialog({ user, isLastAdmin, onClose }: EditUserDialogProps) {
  const [name, setName] = useState(user.name);
  const [access, setAccess] = useState(() => accessFormOf(user));
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const client = useQueryClient();
  const router = useRouter();
  const isMe = useMe()?.user?.id === user.id;
  const toast = useToast();
  const save = useMutation({
    mutationFn: patchUser,
    onSuccess: ({ name: saved }) => {
      toast({ text: `${saved} is saved. It holds from their next click on.` });
      void client.invalidateQueries(usersQuery);
      if (isMe) router.refresh();
      onClose();
    },
  });
  const fault = accessFault(access);
  const server = fieldTexts(save.error);
  const errors = wasSubmitted
    ? {
        ...server,
        ...(name.trim() === '' && { name: 'Say what the person is called.' }),
        ...(fault && { role: fault }),
      }
    : server;
  const failure = failureText(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setWasSubmitted(true);
    if (name.trim() === '' || fault !== undefined) return;
    save.mutate({ id: user.id, patch: { name: name.trim(), ...accessOf(access) } });
  };
  return (
    <Dialog title={user.name} onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <TextField label="Name" error={errors.name} value={name} onText={setName} />
        <AccessFields
          form={access}
          errors={errors}
          roleRefusal={isLastAdmin ? lastAdminReason : undefined}
          onChange={setAccess}
        />
        <DialogActions failure={failure} onClose={onClose}>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {save.isPending ? 'Saving…' : 'Save'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
