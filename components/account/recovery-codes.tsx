'use client';

import { Download } from 'lucide-react';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';

function download(text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'driftwatch-recovery-codes.txt';
  link.click();
  URL.revokeObjectURL(url);
}

/** Codes that are shown once, to be kept. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  const id = useId();
  const text = `${codes.join('\n')}\n`;
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-2">
        If you lose the phone, each of these codes signs you in once. They are shown only now: keep them where
        you keep your passwords.
      </p>
      <ul
        id={id}
        aria-label="Recovery codes"
        className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-lg border border-line bg-raised px-4 py-3 font-mono"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} selectId={id} />
        <Button className="min-h-8 py-1" onClick={() => download(text)}>
          <Download aria-hidden className="size-3.5" />
          Download
        </Button>
      </div>
    </div>
  );
}
