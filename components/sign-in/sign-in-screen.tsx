'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import type { SignInOptions } from '@/lib/schemas/identity';
import { Door, smallLink } from './door';
import { PasswordStep } from './password-step';
import { ProviderButton } from './provider-button';
import { providerErrorText } from './provider-error';
import { signInOptionsQuery } from './queries';
import { SecondFactorStep } from './second-factor-step';

interface SignInScreenProps {
  /** A page of this app. */
  next: string;
  /** Why the sign-in provider sent the browser back. */
  error?: string | undefined;
  /** The sign-in provider has named somebody who has a second factor. */
  needsSecondFactor?: boolean;
  /** What the server knew when it made the page. */
  options?: SignInOptions | undefined;
}

/** A fresh page: nothing of whoever was signed in before stays in the memory of the browser. */
const goTo = (path: string) => window.location.assign(path);

export function SignInScreen({
  next,
  error,
  needsSecondFactor = false,
  options: initial,
}: SignInScreenProps) {
  const router = useRouter();
  const [isSecondStep, setIsSecondStep] = useState(needsSecondFactor);
  const { data: options } = useQuery({ ...signInOptionsQuery, ...(initial && { initialData: initial }) });
  const needsSetUp = options?.needs_set_up === true;
  useEffect(() => {
    if (needsSetUp) router.replace('/set-up');
  }, [needsSetUp, router]);
  if (isSecondStep) {
    return (
      <Door title="One more step" lead="Your account is protected by a second factor.">
        <SecondFactorStep onSignedIn={() => goTo(next)} onBack={() => setIsSecondStep(false)} />
      </Door>
    );
  }
  return (
    <Door title="Sign in to Driftwatch">
      {error !== undefined && <Notice kind="error">{providerErrorText(error)}</Notice>}
      {options?.provider && (
        <>
          <ProviderButton label={options.provider.button_label} next={next} />
          <p className="flex items-center gap-3 text-xs text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            or with a password
          </p>
        </>
      )}
      <PasswordStep
        onSignedIn={() => goTo(next)}
        onSecondFactor={() => setIsSecondStep(true)}
        help={
          <Link href="/forgotten-password" className={smallLink}>
            Forgotten your password?
          </Link>
        }
      />
      {needsSetUp && (
        <Link href="/set-up" className={smallLink}>
          Set up this installation
        </Link>
      )}
    </Door>
  );
}
