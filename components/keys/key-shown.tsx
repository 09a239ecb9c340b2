'use client';

import { useId, useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import type { CreatedKey } from '@/lib/schemas/keys';
import { curlLine } from './curl-line';

const subscribeToNothing = () => () => {};

/** A new key, this once, and a line that tries it. */
export function KeyShown({ created, onClose }: { created: CreatedKey; onClose: () => void }) {
  const id = useId();
  const origin = useSyncExternalStore(
    subscribeToNothing,
    () => window.location.origin,
    () => '',
  );
  const { key, secret } = created;
  const line = curlLine(key, secret, origin);
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">
        This is the key. It is shown only now: put it where whatever uses it reads its secrets.
      </p>
      <div className="flex flex-wrap items-start gap-2 rounded-lg border border-line bg-raised px-3 py-2.5">
        <code id={`${id}-key`} className="min-w-0 flex-1 basis-56 font-mono text-xs leading-6 break-all">
          {secret}
        </code>
        <CopyButton text={secret} selectId={`${id}-key`} />
      </div>
      <div className="flex flex-col gap-1.5">
        <h3 className="font-medium">{key.scope === 'ingest' ? 'Post a point with it' : 'Try it'}</h3>
        <div className="flex flex-wrap items-start gap-2 rounded-lg border border-line bg-raised px-3 py-2.5">
          <pre className="min-w-0 flex-1 basis-56 font-mono text-xs leading-relaxed break-all whitespace-pre-wrap">
            <code id={`${id}-line`}>{line}</code>
          </pre>
          <CopyButton text={line} selectId={`${id}-line`} />
        </div>
      </div>
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          I have kept it
        </Button>
      </div>
    </div>
  );
}
