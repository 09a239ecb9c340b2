'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Database, LoaderCircle, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRefusal } from '@/components/access/access';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { sampleModelId } from '@/lib/schemas/sample';
import { loadSample, removeSample } from './queries';

const about =
  'Two and a half years of the New South Wales electricity market. A price classifier is trained on the first 120 days and replayed over the rest, day by day; about a year in, the market changes and the model does not.';

/** Loads the sample, and goes to its model once it is there. */
export function LoadSample() {
  const refusal = useRefusal('manage_sample');
  const router = useRouter();
  const queryClient = useQueryClient();
  const sample = useMutation({
    mutationFn: loadSample,
    onSuccess: async ({ model_id }) => {
      router.push(`/models/${encodeURIComponent(model_id)}`);
      await queryClient.invalidateQueries();
    },
  });
  const isBusy = sample.isPending || sample.isSuccess;
  return (
    <>
      <p className="text-ink-2">{about}</p>
      <Button look="primary" refusal={refusal} onClick={() => sample.mutate()} disabled={isBusy}>
        {isBusy ? (
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
        ) : (
          <Database aria-hidden className="size-4" />
        )}
        {isBusy ? 'Loading sample data…' : 'Load sample data'}
      </Button>
      <div aria-live="polite" className="w-full text-ink-2">
        {sample.isPending && <p>Training the model and posting its metrics. This takes a few seconds.</p>}
      </div>
      {sample.error && (
        <Notice kind="error" onRetry={() => sample.mutate()}>
          The sample could not be loaded. {sample.error.message}
        </Notice>
      )}
    </>
  );
}

function RemoveSample({ onDone }: { onDone: () => void }) {
  const refusal = useRefusal('manage_sample');
  const queryClient = useQueryClient();
  const removal = useMutation({
    mutationFn: removeSample,
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      onDone();
    },
  });
  return (
    <>
      <p className="text-ink-2">
        The sample is loaded. Removing it deletes the model {sampleModelId} with its points, incidents and
        jobs, and the detectors that came with it. Nothing else is touched, and it can be loaded again.
      </p>
      <Button look="danger" refusal={refusal} onClick={() => removal.mutate()} disabled={removal.isPending}>
        {removal.isPending ? (
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
        ) : (
          <Trash2 aria-hidden className="size-4" />
        )}
        {removal.isPending ? 'Removing sample data…' : 'Remove sample data'}
      </Button>
      {removal.error && (
        <Notice kind="error" onRetry={() => removal.mutate()}>
          The sample could not be removed. {removal.error.message}
        </Notice>
      )}
    </>
  );
}

interface SampleDialogProps {
  isLoaded: boolean;
  onClose: () => void;
}

/** Loads the sample or takes it away, at any time. */
export function SampleDialog({ isLoaded, onClose }: SampleDialogProps) {
  return (
    <Dialog title="Sample data" onClose={onClose}>
      <div className="flex flex-col items-start gap-3">
        {isLoaded ? <RemoveSample onDone={onClose} /> : <LoadSample />}
      </div>
    </Dialog>
  );
}
