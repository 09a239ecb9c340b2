'use client';

import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { failureText, fieldTexts } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { focusFirstFault } from '@/components/ui/focus-first-fault';
import { Notice } from '@/components/ui/notice';
import { useEarlyText } from '@/components/ui/use-early-text';
import { useListens } from '@/components/ui/use-listens';
import { ApiError } from '@/lib/http/client';
import { sendSecondFactor } from './queries';

interface SecondFactorStepProps {
  onSignedIn: () => void;
  onBack: () => void;
}

const kinds = {
  totp: {
    label: 'Code of your authenticator app',
    help: 'Six digits; the app shows new ones every half minute.',
    other: 'Use a recovery code instead',
  },
  recovery: {
    label: 'Recovery code',
    help: 'One of those that you kept when you set up the second factor. Each works once.',
    other: 'Use the authenticator app instead',
  },
};

/** The second factor: a code of the app, or one of the codes for when the app is lost. */
export function SecondFactorStep({ onSignedIn, onBack }: SecondFactorStepProps) {
  const [kind, setKind] = useState<'totp' | 'recovery'>('totp');
  const [code, setCode] = useState('');
  const [isMissing, setIsMissing] = useState(false);
  const listens = useListens();
  const form = useEarlyText((fields) => setCode(String(fields.get('code') ?? '')));
  const input = useRef<HTMLInputElement>(null);
  const attempt = useMutation({ mutationFn: sendSecondFactor, onSuccess: onSignedIn });
  const { label, help, other } = kinds[kind];
  // biome-ignore lint/correctness/useExhaustiveDependencies: another kind is another field
  useEffect(() => input.current?.focus(), [kind]);
  const failure = failureText(attempt.error);
  const isOver = attempt.error instanceof ApiError && attempt.error.problem.details?.begin_again === true;
  const isBusy = attempt.isPending || attempt.isSuccess;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    focusFirstFault(event.currentTarget);
    setIsMissing(code.trim() === '');
    if (code.trim() !== '' && !isBusy) attempt.mutate({ kind, code: code.replace(/\s/g, '') });
  };
  const switchKind = () => {
    setKind(kind === 'totp' ? 'recovery' : 'totp');
    setCode('');
    setIsMissing(false);
    attempt.reset();
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
      <Field
        key={kind}
        label={label}
        help={help}
        error={isMissing ? 'Type the code.' : fieldTexts(attempt.error).code}
      >
        {(control) => (
          <input
            {...control}
            ref={input}
            name="code"
            autoComplete="one-time-code"
            inputMode={kind === 'totp' ? 'numeric' : 'text'}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={50}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            className={`${control.className} font-mono ${kind === 'totp' ? 'tracking-[0.3em]' : ''}`}
          />
        )}
      </Field>
      {failure && <Notice kind="error">{failure}</Notice>}
      {isOver ? (
        <Button look="primary" onClick={onBack}>
          Begin again
        </Button>
      ) : (
        <Button type="submit" look="primary" disabled={!listens || isBusy}>
          {isBusy ? 'Signing in…' : 'Continue'}
        </Button>
      )}
      <div className="flex flex-wrap justify-between gap-2">
        <Button look="quiet" className="-ml-3" onClick={switchKind}>
          {other}
        </Button>
        <Button look="quiet" className="-mr-3" onClick={onBack}>
          Back
        </Button>
      </div>
    </form>
  );
}
