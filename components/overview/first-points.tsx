'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Database, LoaderCircle } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useSyncExternalStore } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { loadSample } from './queries';

const subscribeToNothing = () => () => {};
const commandId = 'first-point-command';

function SampleLoader() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const sample = useMutation({
    mutationFn: loadSample,
    onSuccess: async ({ model_id }) => {
      router.push(`/models/${encodeURIComponent(model_id)}`);
      await queryClient.invalidateQueries();
    },
  });
  return (
    <Card className="flex flex-col items-start gap-3 p-5">
      <h2 className="text-base font-semibold">See it on real data</h2>
      <p className="text-ink-2">
        Two and a half years of the New South Wales electricity market. A price classifier is trained on the
        first 120 days and replayed over the rest, day by day; about a year in, the market changes and the
        model does not.
      </p>
      <Button look="primary" onClick={() => sample.mutate()} disabled={sample.isPending || sample.isSuccess}>
        {sample.isPending || sample.isSuccess ? (
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
        ) : (
          <Database aria-hidden className="size-4" />
        )}
        {sample.isPending || sample.isSuccess ? 'Loading sample data…' : 'Load sample data'}
      </Button>
      <div aria-live="polite" className="w-full text-ink-2">
        {sample.isPending && <p>Training the model and posting its metrics. This takes a few seconds.</p>}
      </div>
      {sample.error && (
        <Notice kind="error" onRetry={() => sample.mutate()}>
          The sample could not be loaded. {sample.error.message}
        </Notice>
      )}
    </Card>
  );
}

/** The overview before the first point: how to send one, or how to see real data without. */
export function FirstPoints() {
  const origin = useSyncExternalStore(
    subscribeToNothing,
    () => window.location.origin,
    () => 'http://127.0.0.1:3000',
  );
  const command = `curl ${origin}/api/metrics \\
  -H 'content-type: application/json' \\
  -d '{"model_id": "churn", "metric": "accuracy", "value": 0.91}'`;
  return (
    <>
      <PageHeader
        title="Overview"
        lead="Nothing has been measured yet. A model and its metrics come into being with their first point."
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <Card className="flex flex-col gap-3 p-5">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <h2 className="text-base font-semibold">Send a point</h2>
            <CopyButton text={command} selectId={commandId} />
          </div>
          <pre className="rounded-md bg-raised p-3 font-mono text-xs leading-relaxed break-words whitespace-pre-wrap">
            <code id={commandId}>{command}</code>
          </pre>
          <p className="text-ink-2">
            Run it as it stands; this page shows the point within a few seconds. Then make a detector that
            watches it.
          </p>
        </Card>
        <SampleLoader />
      </div>
    </>
  );
}
