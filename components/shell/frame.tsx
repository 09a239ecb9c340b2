'use client';

import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { BackAfterReload } from './back-after-reload';
import { BareFrame } from './bare-frame';
import { LiveEvents } from './live-events';
import { Shell } from './shell';

/** Pages for people who are not signed in: nothing of the app is asked for there. */
const barePaths = ['/sign-in', '/set-up', '/forgotten-password', '/choose-password'];

interface FrameProps {
  /** Asks to sign in again above every page but those. */
  sessionEnd: ReactNode;
  children: ReactNode;
}

/** What surrounds a page: the whole shell, or next to nothing. */
export function Frame({ sessionEnd, children }: FrameProps) {
  const path = usePathname();
  return (
    <>
      <BackAfterReload />
      {barePaths.includes(path) ? (
        <BareFrame>{children}</BareFrame>
      ) : (
        <LiveEvents>
          <Shell notice={sessionEnd}>{children}</Shell>
        </LiveEvents>
      )}
    </>
  );
}
