'use client';

import { useSearchParams } from 'next/navigation';
import { useEffect, useMemo, useState } from 'react';
import { changePageQuery } from '@/components/ui/use-page-query';
import type { Detector, Method } from '@/lib/schemas/detectors';
import { type Draft, draftOf, fromDraftQuery, isDraftKey, newDraft, toDraftQuery } from './draft';

const settleMs = 300;

const isSame = (one: Draft, other: Draft) => JSON.stringify(one) === JSON.stringify(other);

/** Writes the draft into the address: it can be shared, and Back finds it again. */
function writeQuery(query: Record<string, string>) {
  const held = [...new URLSearchParams(window.location.search).keys()].filter(isDraftKey);
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
  const [draft, setDraft] = useState(first);
  useEffect(() => {
    const timer = setTimeout(() => writeQuery(toDraftQuery(draft, base, methods)), settleMs);
    return () => clearTimeout(timer);
  }, [draft, base, methods]);
  return {
    draft,
    change: (change: Partial<Draft>) => setDraft((held) => ({ ...held, ...change })),
    replace: setDraft,
    isChanged: !isSame(draft, base),
    /** A new one that has only been opened with what a link gave it loses nothing. */
    isUnsaved: !isSame(draft, detector ? base : first),
  };
}
