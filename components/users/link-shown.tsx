'use client';

import { useId } from 'react';
import { Instant } from '@/components/charts/instant';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import type { PasswordLink } from '@/lib/schemas/identity';

interface LinkShownProps {
  name: string;
  link: PasswordLink;
  onClose: () => void;
}

/** A link with which somebody chooses a password, to be handed over. */
export function LinkShown({ name, link, onClose }: LinkShownProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">
        {link.was_mailed
          ? `It has been sent to ${name} by e-mail. You can hand it over yourself, too.`
          : `Send it to ${name} yourself, in a message that only they read.`}{' '}
        Whoever opens it first chooses the password.
      </p>
      <div className="flex flex-wrap items-start gap-2 rounded-lg border border-line bg-raised px-3 py-2.5">
        <code id={id} className="min-w-0 flex-1 basis-56 font-mono text-xs leading-6 break-all">
          {link.url}
        </code>
        <CopyButton text={link.url} selectId={id} />
      </div>
      <p className="text-xs text-ink-3">
        It works once, until <Instant iso={link.expires_at} />. It is not shown again; a new one can be made
        at any time.
      </p>
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}
