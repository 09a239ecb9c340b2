'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import { DialogActions } from '@/components/ui/dialog-actions';
import { Field } from '@/components/ui/field';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { Notice } from '@/components/ui/notice';
import type { SecondFactorSetUp } from '@/lib/schemas/identity';
import { ProofDialog } from './proof-dialog';
import { qrPath } from './qr-path';
import { beginSecondFactor, confirmSecondFactor } from './queries';
import { RecoveryCodes } from './recovery-codes';

const title = 'Set up the second factor';

function QrCode({ uri }: { uri: string }) {
  const { path, size } = useMemo(() => qrPath(uri), [uri]);
  return (
    // Readers need dark on light, whatever the theme.
    <svg
      role="img"
      aria-label="QR code of the secret"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="size-48 shrink-0 rounded-lg border border-line bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  );
}

interface ConfirmStepProps {
  made: SecondFactorSetUp;
  onConfirmed: () => void;
  onClose: () => void;
}

function ConfirmStep({ made, onConfirmed, onClose }: ConfirmStepProps) {
  const [code, setCode] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const confirmation = useMutation({ mutationFn: confirmSecondFactor, onSuccess: onConfirmed });
  const failure = failureText(confirmation.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    const digits = code.replace(/\s/g, '');
    setIsMissing(!/^\d{6}$/.test(digits));
    if (/^\d{6}$/.test(digits)) confirmation.mutate(digits);
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start gap-4">
        <QrCode uri={made.uri} />
        <div className="flex min-w-0 flex-1 basis-48 flex-col items-start gap-2">
          <p>Scan this with an authenticator app, then type the code it shows.</p>
          <p className="text-ink-2">Cannot scan it? Type this secret into the app:</p>
          <code id="factor-secret" className="font-mono text-xs break-all">
            {made.secret}
          </code>
          <CopyButton text={made.secret} selectId="factor-secret" />
        </div>
      </div>
      <Field
        label="Code of the app"
        error={isMissing ? 'Type the six digits that the app shows.' : fieldTexts(confirmation.error).code}
      >
        {(control) => (
          <input
            {...control}
            data-first-focus
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            className={`${control.className} max-w-44 font-mono tracking-[0.3em]`}
          />
        )}
      </Field>
      <DialogActions failure={failure} onClose={onClose}>
        <Button type="submit" look="primary" disabled={confirmation.isPending}>
          {confirmation.isPending ? 'Checking…' : 'Confirm'}
        </Button>
      </DialogActions>
    </form>
  );
}

/** Password, QR code, first code, recovery codes: it counts from the first code on. */
export function SetUpFactorDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const [isConfirmed, setIsConfirmed] = useState(false);
  const beginning = useMutation({ mutationFn: beginSecondFactor });
  const made = beginning.data;
  if (!made) {
    return (
      <ProofDialog
        title={title}
        verb={beginning.isPending ? 'Checking…' : 'Continue'}
        look="primary"
        isPending={beginning.isPending}
        error={beginning.error}
        onProof={(password) => beginning.mutate(password)}
        onClose={onClose}
      >
        You need an authenticator app on your phone, such as Aegis, 2FAS or the one in your password manager.
      </ProofDialog>
    );
  }
  if (!isConfirmed) {
    return (
      <Dialog key="confirm" title={title} onClose={onClose}>
        <ConfirmStep
          made={made}
          onClose={onClose}
          onConfirmed={() => {
            setIsConfirmed(true);
            onDone();
          }}
        />
      </Dialog>
    );
  }
  return (
    <Dialog key="codes" title="Keep your recovery codes" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <Notice kind="done">The second factor is on. The next sign-in asks for a code.</Notice>
        <RecoveryCodes codes={made.recovery_codes} />
        <div className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            I have kept them
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
