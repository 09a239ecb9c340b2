'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { failureText } from '@/components/access/failure';
import { Instant } from '@/components/charts/instant';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import { useToast } from '@/components/ui/toasts';
import type { Key } from '@/lib/schemas/keys';
import { keysQuery, revokeKey } from './queries';

/** Asks once more before a key ends for good. */
export function RevokeKeyDialog({ apiKey, onClose }: { apiKey: Key; onClose: () => void }) {
  const client = useQueryClient();
  const toast = useToast();
  const revocation = useMutation({
    mutationFn: revokeKey,
    onSuccess: () => {
      toast({ text: `“${apiKey.description}” is revoked.` });
      void client.invalidateQueries(keysQuery);
      onClose();
    },
  });
  const failure = failureText(revocation.error);
  return (
    <Dialog title={`Revoke “${apiKey.description}”?`} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>
          Whatever uses it is refused from now on. This cannot be taken back.{' '}
          {apiKey.last_used_at ? (
            <>
              It was last used <Instant iso={apiKey.last_used_at} as="age" />.
            </>
          ) : (
            'It has never been used.'
          )}
        </p>
        <DialogActions back="Keep it" failure={failure} onClose={onClose}>
          <Button look="danger" disabled={revocation.isPending} onClick={() => revocation.mutate(apiKey.id)}>
            {revocation.isPending ? 'Revoking…' : 'Revoke key'}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
