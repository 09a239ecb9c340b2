'use client';

import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { failureText } from '@/components/access/failure';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { startProviderSignIn } from './queries';

/** Goes to the sign-in provider, which comes back to the page that was asked for. */
export function ProviderButton({ label, next }: { label: string; next: string }) {
  const start = useMutation({
    mutationFn: () => startProviderSignIn(next),
    onSuccess: ({ url }) => window.location.assign(url),
  });
  const failure = failureText(start.error);
  const isBusy = start.isPending || start.isSuccess;
  return (
    <div className="flex flex-col gap-2">
      <Button disabled={isBusy} onClick={() => start.mutate()}>
        <KeyRound aria-hidden className="size-4" />
        {label}
      </Button>
      {failure && <Notice kind="error">{failure}</Notice>}
    </div>
  );
}
