'use client';

import { useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import type { SeriesSummary } from '@/lib/schemas/models';
import { DeletePointsForm } from './delete-points-form';
import { DeleteSeriesForm } from './delete-series-form';

interface DeleteSeriesDialogProps {
  series: SeriesSummary;
  onClose: () => void;
}

/** A range of points, or the whole series. What lies in the future is what one would want to delete first. */
export function DeleteSeriesDialog({ series, onClose }: DeleteSeriesDialogProps) {
  const [isRange, setIsRange] = useState(series.mostly_late);
  const choices = [
    { label: 'The whole series', isChosen: !isRange, choose: () => setIsRange(false) },
    { label: 'The points of a range', isChosen: isRange, choose: () => setIsRange(true) },
  ];
  return (
    <Dialog title={`Delete ${series.metric}`} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">What to delete</legend>
          {choices.map(({ label, isChosen, choose }) => (
            <label key={label} className="flex items-baseline gap-2">
              <input type="radio" name="what" checked={isChosen} onChange={choose} className="accent-tide" />
              <span>{label}</span>
            </label>
          ))}
        </fieldset>
        {isRange ? (
          <DeletePointsForm series={series} onClose={onClose} />
        ) : (
          <DeleteSeriesForm series={series} onClose={onClose} />
        )}
      </div>
    </Dialog>
  );
}
