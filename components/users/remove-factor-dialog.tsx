'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { failureText } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import { useToast } from '@/components/ui/toasts';
import type { User } from '@/lib/schemas/identity';
import { removeSecondFactor, usersQuery } from './queries';

/** Asks once more before somebody is signed in by the password alone. */
export function RemoveFactorDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const client = useQueryClient();
  const toast = useToast();
  const removal = useMutation({
    mutationFn: removeSecondFactor,
    onSuccess: () => {
      toast({ text: `The second factor of ${user.name} is removed.` });
      void client.invalidateQueries(usersQuery);
      onClose();
    },
  });
  const failure = failureText(removal.error);
  return (
    <Dialog title={`Remove the second factor of ${user.name}?`} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>
          The authenticator app and the recovery codes of <strong>{user.name}</strong> no longer count: from
          now on the password alone is enough to sign in. They are signed out everywhere and can set up
          another second factor in their account. Make sure that the request really comes from them.
        </p>
        <DialogActions back="Keep it" failure={failure} onClose={onClose}>
          <Button look="danger" disabled={removal.isPending} onClick={() => removal.mutate(user.id)}>
            {removal.isPending ? 'Removing…' : 'Remove second factor'}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
