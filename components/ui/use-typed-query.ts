'use client';

import { useEffect, useState } from 'react';
import { changePageQuery, usePageQuery } from './use-page-query';

/** Long enough for the next letter, too short to be waited for. */
const typingMs = 150;

/** A text of the query string that a person types: it goes into the address once it has stood still for a while. */
export function useTypedQuery(name: string) {
  const settled = usePageQuery().query.get(name) ?? '';
  /** What has been typed and is not in the address yet. */
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === settled) setDraft(null);
  useEffect(() => {
    if (draft === null) return;
    const timer = setTimeout(() => changePageQuery({ [name]: draft }), typingMs);
    return () => clearTimeout(timer);
  }, [name, draft]);
  return { typed: draft ?? settled, settled, type: setDraft };
}
