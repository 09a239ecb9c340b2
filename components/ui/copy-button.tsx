'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button';

/**
 * The clipboard is refused on plain-http origins other than localhost; then the text is selected to be copied
 * by hand.
 */
export function CopyButton({ text, selectId }: { text: string; selectId: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'selected' | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      const element = document.getElementById(selectId);
      if (element) window.getSelection()?.selectAllChildren(element);
      setOutcome('selected');
    }
  };
  const words = { copied: 'Copied', selected: 'Selected: press Ctrl+C' };
  return (
    <Button onClick={() => void copy()} className="min-h-8 py-1">
      {outcome === 'copied' ? (
        <Check aria-hidden className="size-3.5" />
      ) : (
        <Copy aria-hidden className="size-3.5" />
      )}
      <span aria-live="polite">{outcome ? words[outcome] : 'Copy'}</span>
    </Button>
  );
}
