import type { ReactNode } from 'react';
import { buttonClass } from '@/components/ui/button';
import { Link } from '@/components/ui/link';

interface DoorProps {
  title: string;
  /** One or two sentences beneath the title. */
  lead?: ReactNode;
  children?: ReactNode;
}

/** A page for people who are not signed in: one thing to do, in the middle. */
export function Door({ title, lead, children }: DoorProps) {
  return (
    <div className="mx-auto flex w-full max-w-[23rem] flex-col gap-5">
      <header>
        <h1 className="text-xl font-semibold tracking-tight text-balance">{title}</h1>
        {lead && <div className="mt-1.5 text-pretty text-ink-2">{lead}</div>}
      </header>
      {children}
    </div>
  );
}

/** Such a page from which there is only one way on: to the sign-in. */
export function SignInDoor(props: Omit<DoorProps, 'children'>) {
  return (
    <Door {...props}>
      <Link href="/sign-in" className={buttonClass('primary')}>
        Go to sign-in
      </Link>
    </Door>
  );
}

/** A link in the small print beneath a form. */
export const smallLink = 'font-medium text-tide underline-offset-2 hover:underline';
