'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Plus, Radar } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { PageHeader } from '@/components/ui/page-header';
import { LoadingRows } from '@/components/ui/skeleton';
import type { Detector } from '@/lib/schemas/detectors';
import { DeleteDetectorDialog } from './delete-detector-dialog';
import { DetectorDialog } from './detector-dialog';
import { DetectorRow } from './detector-row';
import { detectorsQuery, methodsQuery } from './queries';

type OpenDialog =
  | { kind: 'new'; metric: string }
  | { kind: 'edit'; detector: Detector }
  | { kind: 'delete'; detector: Detector };

export function DetectorsScreen() {
  const asked = useSearchParams().get('new');
  const [dialog, setDialog] = useState<OpenDialog | null>(
    asked === null ? null : { kind: 'new', metric: asked },
  );
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(detectorsQuery);
  const methods = useQuery(methodsQuery).data?.items ?? [];
  const detectors = data?.pages.flatMap((page) => page.items) ?? [];

  const close = () => {
    setDialog(null);
    if (asked !== null) window.history.replaceState(null, '', '/detectors');
  };
  const openNew = () => setDialog({ kind: 'new', metric: '' });

  return (
    <>
      <PageHeader
        title="Detectors"
        lead="A detector watches every series that its patterns match, and tells drift from noise."
        actions={
          <Button look="primary" onClick={openNew}>
            <Plus aria-hidden className="size-4" />
            New detector
          </Button>
        }
      />
      {!data && error && (
        <Notice kind="error" onRetry={() => void refetch()}>
          The detectors could not be loaded. {error.message}
        </Notice>
      )}
      {!data && !error && <LoadingRows label="Loading the detectors" rows={3} className="h-20" />}
      {data && detectors.length === 0 && (
        <EmptyState icon={Radar} title="No detectors yet">
          Make one, and it looks at the stored history first: it knows what is ordinary before the next point
          comes.
        </EmptyState>
      )}
      {detectors.length > 0 && (
        <Card as="div">
          <ul>
            {detectors.map((detector) => (
              <DetectorRow
                key={detector.id}
                detector={detector}
                method={methods.find(({ method }) => method === detector.method)}
                onEdit={() => setDialog({ kind: 'edit', detector })}
                onDelete={() => setDialog({ kind: 'delete', detector })}
              />
            ))}
          </ul>
        </Card>
      )}
      {hasNextPage && (
        <Button onClick={() => void fetchNextPage()} className="mt-3">
          Show more detectors
        </Button>
      )}
      {dialog?.kind === 'new' && <DetectorDialog metricPattern={dialog.metric} onClose={close} />}
      {dialog?.kind === 'edit' && <DetectorDialog detector={dialog.detector} onClose={close} />}
      {dialog?.kind === 'delete' && <DeleteDetectorDialog detector={dialog.detector} onClose={close} />}
    </>
  );
}
