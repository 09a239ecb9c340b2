'use client';

import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { singleKeysAreOn } from '@/components/ui/single-keys';
import { places } from './navigation';

const CommandPalette = dynamic(() => import('./command-palette').then((module) => module.CommandPalette), {
  loading: () => null,
});
const ShortcutsHelp = dynamic(() => import('./shortcuts-help').then((module) => module.ShortcutsHelp), {
  loading: () => null,
});

/** The second key of a sequence has to come within this time. */
const sequenceMs = 1200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select'))
  );
}

/** The name of the event with which a button opens the palette. */
export const openPalette = 'driftwatch:palette';

/** The keys that work everywhere, and the windows that they open. */
export function Shortcuts() {
  const router = useRouter();
  const [shown, setShown] = useState<'palette' | 'help' | null>(null);
  const sequence = useRef<{ key: string; atMs: number } | null>(null);

  useEffect(() => {
    const focusSearch = () => {
      const search = document.querySelector<HTMLInputElement>('[data-page-search]');
      if (search) {
        search.focus();
        search.select();
      } else setShown('palette');
    };
    const onSingleKey = (event: KeyboardEvent) => {
      const held = sequence.current;
      sequence.current = null;
      if (held && event.timeStamp - held.atMs < sequenceMs) {
        const place = places.find(({ key }) => key === event.key);
        if (place) router.push(place.href);
        return place !== undefined;
      }
      if (event.key === 'g') sequence.current = { key: 'g', atMs: event.timeStamp };
      else if (event.key === '/') focusSearch();
      else if (event.key === '?') setShown('help');
      else return false;
      return true;
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.altKey) {
        event.preventDefault();
        setShown((now) => (now === 'palette' ? null : 'palette'));
        return;
      }
      const isPlain = !event.metaKey && !event.ctrlKey && !event.altKey && !event.defaultPrevented;
      if (!isPlain || isTyping(event.target) || document.querySelector('dialog[open]')) return;
      if (singleKeysAreOn() && onSingleKey(event)) event.preventDefault();
    };
    const onOpen = () => setShown('palette');
    document.addEventListener('keydown', onKey);
    document.addEventListener(openPalette, onOpen);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener(openPalette, onOpen);
    };
  }, [router]);

  const close = () => setShown(null);
  if (shown === 'palette') return <CommandPalette onClose={close} onHelp={() => setShown('help')} />;
  if (shown === 'help') return <ShortcutsHelp onClose={close} />;
  return null;
}
