'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { formatCount } from '@/lib/format';
import type { SeriesSummary } from '@/lib/schemas/models';
import { readDeletedRange, toSecondsField } from './deleted-range';
import { deletePoints, rangeCountQuery } from './queries';

interface DeletePointsFormProps {
  series: SeriesSummary;
  onClose: () => void;
}

/** Deletes a range of points: at first all that lies in the future, if something does. */
export function DeletePointsForm({ series, onClose }: DeletePointsFormProps) {
  const [from, setFrom] = useState(() => {
    const nowMs = Date.now();
    return series.last_ts !== null && Date.parse(series.last_ts) > nowMs ? toSecondsField(nowMs + 1000) : '';
  });
  const [to, setTo] = useState('');
  const queryClient = useQueryClient();
  const range = readDeletedRange(from, to);
  const isRange = !('error' in range);
  const { data: count } = useQuery(rangeCountQuery(series, isRange ? range : null));
  const deletion = useMutation({
    mutationFn: deletePoints,
    onSettled: () => queryClient.invalidateQueries(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRange) deletion.mutate({ seriesId: series.id, range });
  };
  if (deletion.data) {
    return (
      <>
        <Notice kind="done">
          {formatCount(deletion.data.deleted, 'point')} deleted
          {deletion.data.done ? '.' : '; the others go within the next minutes.'}
        </Notice>
        <div className="flex justify-end">
          <Button onClick={onClose}>Close</Button>
        </div>
      </>
    );
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-4">
        <Field label="From" hint="UTC" error={isRange ? undefined : range.error}>
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              step={1}
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
          )}
        </Field>
        <Field label="To" hint="UTC">
          {(control) => (
            <input
              {...control}
              type="datetime-local"
              step={1}
              value={to}
              onChange={(event) => setTo(event.target.value)}
            />
          )}
        </Field>
      </div>
      <ul className="list-disc space-y-1 pl-5 text-ink-2">
        <li>
          {count === undefined ? 'The points in between' : formatCount(count, 'point')}, both ends included.
          This cannot be taken back.
        </li>
        <li>Detectors learn anew from what is left. Open incidents that began in the range end.</li>
      </ul>
      {deletion.error && <Notice kind="error">{deletion.error.message}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep them</Button>
        <Button type="submit" look="danger" disabled={!isRange || deletion.isPending}>
          {deletion.isPending ? 'Deleting…' : 'Delete points'}
        </Button>
      </div>
    </form>
  );
}
