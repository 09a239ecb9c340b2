'use client';

import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useCallback, useState } from 'react';

/**
 * The next page of a list that is also refreshed now and then. Its failure stands until the page is asked for
 * again: a refresh that goes well would wipe out the query's own error, and one that fails is another matter.
 */
export function useNextPage({
  fetchNextPage,
  isFetchingNextPage,
}: Pick<UseInfiniteQueryResult, 'fetchNextPage' | 'isFetchingNextPage'>) {
  const [error, setError] = useState<Error | null>(null);
  const load = useCallback(async () => {
    const result = await fetchNextPage();
    setError(result.isFetchNextPageError ? result.error : null);
  }, [fetchNextPage]);
  return { error, isLoading: isFetchingNextPage, load };
}
