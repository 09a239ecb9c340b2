'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/format';
import type { SeriesSummary } from '@/lib/schemas/models';
import { deleteSeries } from './queries';

interface DeleteSeriesFormProps {
  series: SeriesSummary;
  onClose: () => void;
}

/** Says what goes with a series, and asks for its metric before it does. */
export function DeleteSeriesForm({ series, onClose }: DeleteSeriesFormProps) {
  const [typed, setTyped] = useState('');
  const queryClient = useQueryClient();
  const deletion = useMutation({
    mutationFn: deleteSeries,
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === series.metric) deletion.mutate(series.id);
  };
  const open = series.open_incident_count;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <ul className="list-disc space-y-1 pl-5 text-ink-2">
        <li>
          {formatCount(series.point_count, 'point')} with charts, statistics and incidents
          {open > 0 && `, ${formatCount(open, 'open incident')} among them`}. This cannot be taken back.
        </li>
        <li>Retrain jobs of the model stay. A further point makes the series anew.</li>
      </ul>
      <Field label="Type the name of the metric to confirm">
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </Field>
      {deletion.error && <Notice kind="error">{deletion.error.message}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button type="submit" look="danger" disabled={typed !== series.metric || deletion.isPending}>
          {deletion.isPending ? 'Deleting…' : 'Delete series'}
        </Button>
      </div>
    </form>
  );
}
