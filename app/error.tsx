'use client';

interface ErrorPageProps {
  error: unknown;
  retry: () => void;
}

/** Without any of our components: it comes with every page, and shows what one of those may have broken. */
export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return (
    <div role="alert" className="rounded-lg bg-drift-soft px-4 py-3 text-drift">
      <h1 className="font-semibold">This screen failed</h1>
      <p>{error instanceof Error ? error.message : 'The browser gave no reason.'}</p>
      <button type="button" onClick={retry} className="mt-2 min-h-8 underline underline-offset-2">
        Try again
      </button>
    </div>
  );
}
