'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRefusal } from '@/components/access/access';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { Skeleton } from '@/components/ui/skeleton';
import { ApiError } from '@/lib/http/client';
import type { Detector, Method } from '@/lib/schemas/detectors';
import { EditorForm } from './editor-form';
import { detectorQuery, detectorsQuery, methodsQuery } from './queries';
import { ShadowPanel } from './shadow-panel';
import { StateMark } from './state-mark';
import { useDetectorChange } from './use-detector-change';

const backLink = (
  <Link
    href="/detectors"
    className="mb-1 inline-flex min-h-6 items-center gap-1 text-xs text-ink-2 hover:text-ink"
  >
    <ChevronLeft aria-hidden className="size-3.5" />
    Detectors
  </Link>
);

function Failure({ what, error, onRetry }: { what: string; error: Error; onRetry: () => void }) {
  return (
    <Notice kind="error" onRetry={onRetry}>
      {what} could not be loaded. {error.message}
    </Notice>
  );
}

/** A new detector. */
export function NewDetectorScreen() {
  const { data, error, refetch } = useQuery(methodsQuery);
  return (
    <>
      {backLink}
      <PageHeader title="New detector" />
      {error && !data && <Failure what="The methods" error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-[40rem]" />}
      {data && <EditorForm methods={data.items} />}
    </>
  );
}

/** Live ones with the same patterns: what a shadow is held against. */
function useLiveBeside(shadow: Detector): Detector[] {
  const { data } = useInfiniteQuery({ ...detectorsQuery, enabled: shadow.mode === 'shadow' });
  const all = data?.pages.flatMap((page) => page.items) ?? [];
  return all.filter(
    (one) =>
      one.mode === 'live' &&
      one.enabled &&
      one.model_pattern === shadow.model_pattern &&
      one.metric_pattern === shadow.metric_pattern,
  );
}

function Editor({ detector, methods }: { detector: Detector; methods: Method[] }) {
  const router = useRouter();
  const { request, isPending, error, question } = useDetectorChange();
  const beside = useLiveBeside(detector);
  const { name, enabled } = detector;
  const refusal = useRefusal('manage_detectors', { pattern: detector.model_pattern });
  return (
    <>
      <PageHeader
        title={name}
        lead={<StateMark detector={detector} />}
        actions={
          <>
            <Button
              disabled={isPending}
              refusal={refusal}
              onClick={() =>
                request({
                  detector,
                  patch: { enabled: !enabled },
                  title: `${enabled ? 'Switch off' : 'Switch on'} “${name}”?`,
                  verb: enabled ? 'Switch off' : 'Switch on',
                  done: `“${name}” is ${enabled ? 'off' : 'on'}.`,
                })
              }
            >
              {enabled ? 'Switch off' : 'Switch on'}
            </Button>
            <Button
              disabled={isPending}
              refusal={refusal}
              onClick={() =>
                request({
                  detector,
                  patch: null,
                  title: `Delete “${name}”?`,
                  verb: 'Delete detector',
                  done: `“${name}” is deleted.`,
                  onDone: () => router.replace('/detectors'),
                })
              }
            >
              Delete
            </Button>
          </>
        }
      />
      {error && !question && <Notice kind="error">{error.message}</Notice>}
      {detector.mode === 'shadow' && (
        <ShadowPanel shadow={detector} beside={beside} isPending={isPending} onChange={request} />
      )}
      <EditorForm detector={detector} methods={methods} />
      {question}
    </>
  );
}

/** One detector: what it is, what it would be, and what it has found in silence. */
export function EditorScreen({ id }: { id: string }) {
  const methods = useQuery(methodsQuery);
  const detector = useQuery(detectorQuery(id));
  const error = detector.error ?? methods.error;
  const isGone = detector.error instanceof ApiError && detector.error.status === 404;
  if (isGone) {
    return (
      <>
        {backLink}
        <EmptyState icon={ChevronLeft} title="This detector is not there">
          <p>It has been deleted, or the link is wrong.</p>
        </EmptyState>
      </>
    );
  }
  return (
    <>
      {backLink}
      {error && !detector.data && (
        <Failure
          what="The detector"
          error={error}
          onRetry={() => {
            void detector.refetch();
            void methods.refetch();
          }}
        />
      )}
      {(!detector.data || !methods.data) && !error && <Skeleton className="h-[40rem]" />}
      {detector.data && methods.data && <Editor detector={detector.data} methods={methods.data.items} />}
    </>
  );
}
