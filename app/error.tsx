'use client';

import { Notice } from '@/components/ui/notice';

interface ErrorPageProps {
  error: unknown;
  retry: () => void;
}

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return (
    <Notice kind="error" onRetry={retry}>
      <h1 className="font-semibold">This screen failed</h1>
      <p>{error instanceof Error ? error.message : 'The browser gave no reason.'}</p>
    </Notice>
  );
}
