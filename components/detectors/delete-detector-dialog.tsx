'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/format';
import type { Detector } from '@/lib/schemas/detectors';
import { deleteDetector } from './queries';

interface DeleteDetectorDialogProps {
  detector: Detector;
  onClose: () => void;
}

export function DeleteDetectorDialog({ detector, onClose }: DeleteDetectorDialogProps) {
  const queryClient = useQueryClient();
  const deletion = useMutation({
    mutationFn: deleteDetector,
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      onClose();
    },
  });
  const open = detector.open_incident_count;
  return (
    <Dialog title="Delete detector" onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>
          Delete <strong className="break-words">{detector.name}</strong>?
        </p>
        <ul className="list-disc space-y-1 pl-5 text-ink-2">
          <li>Its statistics on {formatCount(detector.series_count, 'series', 'series')} are deleted.</li>
          <li>
            {open === 0
              ? 'It has no open incident.'
              : `${formatCount(open, 'open incident')} will be resolved.`}{' '}
            Incidents and their evidence stay.
          </li>
          <li>Points and retrain jobs stay as they are.</li>
        </ul>
        {deletion.error && <Notice kind="error">{deletion.error.message}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger" disabled={deletion.isPending} onClick={() => deletion.mutate(detector.id)}>
            {deletion.isPending ? 'Deleting…' : 'Delete detector'}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
