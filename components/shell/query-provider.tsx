'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError } from '@/lib/http/client';

/** What the server refused it will refuse again; only a missing answer is worth a second try. */
function isWorthRetrying(failureCount: number, error: Error): boolean {
  return failureCount < 2 && (!(error instanceof ApiError) || error.unreachable || error.status >= 500);
}

function makeClient() {
  return new QueryClient({
    defaultOptions: {
      // The browser's notion of being online says nothing about a server on this machine.
      queries: { networkMode: 'always', retry: isWorthRetrying, retryDelay: 800, staleTime: 2000 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
