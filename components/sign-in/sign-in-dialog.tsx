'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useMe } from '@/components/access/access';
import { Dialog } from '@/components/ui/dialog';
import { PasswordStep } from './password-step';
import { signInOptionsQuery, whoIsSignedIn } from './queries';
import { SecondFactorStep } from './second-factor-step';

interface SignInDialogProps {
  onSignedIn: () => void;
  onClose: () => void;
}

/** Signs in without leaving the page; whoever has done so in another tab need not do it again. */
export function SignInDialog({ onSignedIn, onClose }: SignInDialogProps) {
  const [isSecondStep, setIsSecondStep] = useState(false);
  const { data: options } = useQuery(signInOptionsQuery);
  const user = useMe()?.user;
  const latest = useRef(onSignedIn);
  useEffect(() => {
    latest.current = onSignedIn;
  });
  useEffect(() => {
    const check = () => void whoIsSignedIn().then((actor) => actor && latest.current());
    window.addEventListener('focus', check);
    return () => window.removeEventListener('focus', check);
  }, []);
  return (
    <Dialog title="Your session has ended" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p className="text-ink-2">
          Sign in again to go on. What you have typed stays, and what was under way is tried once more.
          Somebody else begins with a fresh page.
        </p>
        {isSecondStep ? (
          <SecondFactorStep onSignedIn={onSignedIn} onBack={() => setIsSecondStep(false)} />
        ) : (
          <PasswordStep
            email={user?.email}
            onSignedIn={onSignedIn}
            onSecondFactor={() => setIsSecondStep(true)}
          />
        )}
        {options?.provider && !isSecondStep && (
          <p className="text-ink-2">
            Or{' '}
            <a href="/sign-in" target="_blank" rel="noreferrer" className="text-tide underline">
              {options.provider.button_label}
            </a>{' '}
            in another tab: this one then goes on by itself.
          </p>
        )}
      </div>
    </Dialog>
  );
}
