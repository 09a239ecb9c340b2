'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useMemo, useRef, useState } from 'react';
import { changePageQuery } from '@/components/ui/use-page-query';
import type { Detector, Method } from '@/lib/schemas/detectors';
import { type Draft, draftOf, fromDraftQuery, isDraftKey, newDraft, toDraftQuery } from './draft';

const settleMs = 300;

const isSame = (one: Draft, other: Draft) => JSON.stringify(one) === JSON.stringify(other);

/** Writes the draft into the address: it can be shared, and Back finds it again. */
function writeQuery(query: Record<string, string>) {
  const address = new URLSearchParams(window.location.search);
  const held = [...address.keys()].filter(isDraftKey);
  const isWritten =
    held.length === Object.keys(query).length && held.every((key) => address.get(key) === query[key]);
  // A needless change of the address would cut off a navigation that has begun.
  if (isWritten) return;
  changePageQuery({ ...Object.fromEntries(held.map((key) => [key, null])), ...query });
}

/** What is being edited: a stored detector or a new one, with what the address changes in it. */
export function useDraft(detector: Detector | undefined, methods: readonly Method[]) {
  const asked = useSearchParams();
  const base = useMemo(
    () => (detector ? draftOf(detector, methods) : newDraft(methods)),
    [detector, methods],
  );
  const [first] = useState(() => fromDraftQuery(new URLSearchParams(asked.toString()), base, methods));
  const [held, setHeld] = useState(first);
  const [seen, setSeen] = useState(base);
  if (base !== seen) {
    // Somebody has changed the detector: the form follows unless it has changes of its own.
    setSeen(base);
    if (isSame(held, seen)) setHeld(base);
  }
  // Switched on and off elsewhere.
  const draft = useMemo(() => ({ ...held, enabled: base.enabled }), [held, base.enabled]);
  const isLeaving = useRef(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (!isLeaving.current) writeQuery(toDraftQuery(draft, base, methods));
    }, settleMs);
    return () => clearTimeout(timer);
  }, [draft, base, methods]);
  return {
    draft,
    change: (change: Partial<Draft>) => setHeld((before) => ({ ...before, ...change })),
    replace: setHeld,
    /** Call it before a navigation: a change of the address would cut that off. */
    stopWriting: () => {
      isLeaving.current = true;
    },
    isChanged: !isSame(draft, base),
    /** A new one that has only been opened with what a link gave it loses nothing. */
    isUnsaved: !isSame(draft, detector ? base : first),
  };
}
