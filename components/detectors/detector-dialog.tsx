'use client';

import { useQuery } from '@tanstack/react-query';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { Detector } from '@/lib/schemas/detectors';
import { DetectorForm } from './detector-form';
import { methodsQuery } from './queries';

interface DetectorDialogProps {
  /** The detector to change; without it a new one is made. */
  detector?: Detector;
  metricPattern?: string;
  onClose: () => void;
}

/** The form, once the server has told which methods there are. */
export function DetectorDialog({ detector, metricPattern = '', onClose }: DetectorDialogProps) {
  const { data, error, refetch } = useQuery(methodsQuery);
  return (
    <Dialog title={detector ? 'Edit detector' : 'New detector'} width="wide" onClose={onClose}>
      {error && !data && (
        <Notice kind="error" onRetry={() => void refetch()}>
          The methods could not be loaded. {error.message}
        </Notice>
      )}
      {!data && !error && <Skeleton className="h-80" />}
      {data && (
        <DetectorForm
          methods={data.items}
          metricPattern={metricPattern}
          onClose={onClose}
          {...(detector && { detector })}
        />
      )}
    </Dialog>
  );
}
