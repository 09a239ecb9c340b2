'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { FormSection } from '@/components/ui/form-section';
import { useToast } from '@/components/ui/toasts';
import { ProofDialog } from './proof-dialog';
import { makeRecoveryCodes, meQuery, removeSecondFactor } from './queries';
import { RecoveryCodes } from './recovery-codes';

/** With the code that draws QR codes. */
const SetUpFactorDialog = dynamic(
  () => import('./set-up-factor-dialog').then((module) => module.SetUpFactorDialog),
  { loading: () => null },
);

interface DialogProps {
  onChanged: () => void;
  onClose: () => void;
}

function RemoveDialog({ onChanged, onClose }: DialogProps) {
  const toast = useToast();
  const removal = useMutation({
    mutationFn: removeSecondFactor,
    onSuccess: () => {
      onChanged();
      onClose();
      toast({ text: 'The second factor is removed.' });
    },
  });
  return (
    <ProofDialog
      title="Remove the second factor"
      verb={removal.isPending ? 'Removing…' : 'Remove'}
      look="danger"
      isPending={removal.isPending}
      error={removal.error}
      onProof={(password) => removal.mutate(password)}
      onClose={onClose}
    >
      From then on the password alone signs you in. Its recovery codes end too.
    </ProofDialog>
  );
}

function NewCodesDialog({ onClose }: { onClose: () => void }) {
  const making = useMutation({ mutationFn: makeRecoveryCodes });
  if (making.data) {
    return (
      <Dialog key="codes" title="Keep your recovery codes" onClose={onClose}>
        <div className="flex flex-col gap-4">
          <RecoveryCodes codes={making.data.recovery_codes} />
          <div className="flex justify-end">
            <Button look="primary" onClick={onClose}>
              I have kept them
            </Button>
          </div>
        </div>
      </Dialog>
    );
  }
  return (
    <ProofDialog
      title="New recovery codes"
      verb={making.isPending ? 'Making them…' : 'Make new codes'}
      look="primary"
      isPending={making.isPending}
      error={making.error}
      onProof={(password) => making.mutate(password)}
      onClose={onClose}
    >
      The codes that you have now end.
    </ProofDialog>
  );
}

interface SecondFactorSectionProps {
  hasSecondFactor: boolean;
  hasPassword: boolean;
}

/** A code of an app beside the password. */
export function SecondFactorSection({ hasSecondFactor, hasPassword }: SecondFactorSectionProps) {
  const [asked, setAsked] = useState<'set-up' | 'remove' | 'codes' | null>(null);
  const client = useQueryClient();
  const onChanged = () => void client.invalidateQueries(meQuery);
  const onClose = () => setAsked(null);
  return (
    <FormSection
      title="Second factor"
      lead="A code of an app on your phone, asked for beside the password: who learns the password alone cannot sign in."
    >
      {!hasPassword ? (
        <p className="text-ink-2">
          The sign-in provider sees to it: you have no password here that a second factor would protect.
        </p>
      ) : hasSecondFactor ? (
        <div className="flex flex-col items-start gap-3">
          <Badge tone="good" icon={ShieldCheck}>
            On
          </Badge>
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setAsked('codes')}>New recovery codes</Button>
            <Button onClick={() => setAsked('remove')}>Remove</Button>
          </div>
        </div>
      ) : (
        <Button onClick={() => setAsked('set-up')}>
          <ShieldCheck aria-hidden className="size-4" />
          Set up the second factor
        </Button>
      )}
      {asked === 'set-up' && <SetUpFactorDialog onDone={onChanged} onClose={onClose} />}
      {asked === 'remove' && <RemoveDialog onChanged={onChanged} onClose={onClose} />}
      {asked === 'codes' && <NewCodesDialog onClose={onClose} />}
    </FormSection>
  );
}
