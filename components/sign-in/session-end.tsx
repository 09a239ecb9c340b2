'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useSyncExternalStore } from 'react';
import { useMe } from '@/components/access/access';
import { endSignIn, sessionState, signInAgain, subscribeToSession } from '@/lib/http/browser-session';
import { whoIsSignedIn } from './queries';

/** It comes when it is needed. */
const SignInDialog = dynamic(() => import('./sign-in-dialog').then((module) => module.SignInDialog), {
  loading: () => null,
});

/**
 * When a request finds that the session has ended: asks to sign in where one is, and has the requests that
 * wait go on. Nothing that was typed is lost.
 */
export function SessionEnd() {
  const router = useRouter();
  const me = useMe();
  const state = useSyncExternalStore(subscribeToSession, sessionState, () => 'valid' as const);
  if (state === 'valid') return null;
  if (state === 'dismissed') {
    return (
      <p role="status" className="bg-warning-soft px-4 py-2 text-center font-medium text-warning">
        You are signed out, and what you see may be out of date.{' '}
        <button type="button" onClick={() => void signInAgain(true)} className="underline underline-offset-2">
          Sign in
        </button>
      </p>
    );
  }
  const goOn = async () => {
    const actor = await whoIsSignedIn();
    if (actor !== null && actor !== me?.actor) {
      // What one person has begun must not be sent, nor what they saw be shown, in the name of another.
      window.location.reload();
      return;
    }
    endSignIn(actor !== null);
    // What the person may do comes with the page.
    router.refresh();
  };
  return <SignInDialog onSignedIn={() => void goOn()} onClose={() => endSignIn(false)} />;
}
