'use client';

import { useEffect, useState } from 'react';
import { changePageQuery, usePageQuery } from './use-page-query';

/** Long enough for the next letter, too short to be waited for. */
const typingMs = 150;

/**
 * A text of the query string that a person types: it goes into the address once it has stood still for a
 * while.
 */
export function useTypedQuery(name: string) {
  const settled = usePageQuery().query.get(name) ?? '';
  /**
   * What has been typed; once it is written into the address, until that has come back as what is settled.
   */
  const [draft, setDraft] = useState<{ text: string; isWritten: boolean } | null>(null);
  if (draft?.isWritten && draft.text === settled) setDraft(null);
  useEffect(() => {
    if (draft === null || draft.isWritten) return;
    const { text } = draft;
    const timer = setTimeout(() => {
      changePageQuery({ [name]: text });
      setDraft({ text, isWritten: true });
    }, typingMs);
    return () => clearTimeout(timer);
  }, [name, draft]);
  const type = (text: string) => setDraft({ text, isWritten: false });
  return { typed: draft?.text ?? settled, settled, type };
}
