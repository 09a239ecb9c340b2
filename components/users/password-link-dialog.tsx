'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { failureText } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import type { User } from '@/lib/schemas/identity';
import { LinkShown } from './link-shown';
import { makePasswordLink, usersQuery } from './queries';

/** A new link for somebody who has no password yet, or has forgotten it. */
export function PasswordLinkDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const client = useQueryClient();
  const making = useMutation({
    mutationFn: makePasswordLink,
    onSuccess: () => client.invalidateQueries(usersQuery),
  });
  const failure = failureText(making.error);
  if (making.data) {
    return (
      <Dialog key="link" title={`Link for ${user.name}`} onClose={onClose}>
        <LinkShown name={user.name} link={making.data} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog key="question" title="New password link" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>
          With it <strong>{user.name}</strong> chooses a new password. The one that they have holds until
          then; links that were made before end now.
        </p>
        <DialogActions failure={failure} onClose={onClose}>
          <Button look="primary" disabled={making.isPending} onClick={() => making.mutate(user.id)}>
            {making.isPending ? 'Making it…' : 'Make the link'}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
