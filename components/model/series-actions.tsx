'use client';

import { Settings2, Trash } from 'lucide-react';
import { Suspense, useState } from 'react';
import { useMay } from '@/components/access/access';
import type { SeriesSummary } from '@/lib/schemas/models';
import { DeleteSeriesDialog, MetricDialog } from './dialogs';

const iconButton =
  'inline-flex size-8 items-center justify-center rounded-md text-ink-3 hover:bg-raised hover:text-ink';

/** The settings of a metric, which hold for all of its series. */
export function MetricSettings({ series }: { series: SeriesSummary }) {
  const [isEditing, setIsEditing] = useState(false);
  if (!useMay('manage_metrics')) return null;
  return (
    <>
      <button
        type="button"
        aria-label={`Settings of ${series.metric}`}
        title="Unit, direction, bounds, time zone"
        onClick={() => setIsEditing(true)}
        className={iconButton}
      >
        <Settings2 aria-hidden className="size-4" />
      </button>
      {isEditing && (
        <Suspense>
          <MetricDialog series={series} onClose={() => setIsEditing(false)} />
        </Suspense>
      )}
    </>
  );
}

interface DeleteSeriesProps {
  modelId: string;
  series: SeriesSummary;
  name: string;
}

/** Deletes one series, or some of its points. */
export function DeleteSeries({ modelId, series, name }: DeleteSeriesProps) {
  const [isDeleting, setIsDeleting] = useState(false);
  if (!useMay('delete_data', { model: modelId })) return null;
  return (
    <>
      <button
        type="button"
        aria-label={`Delete ${name}`}
        title="Delete the series or some of its points"
        onClick={() => setIsDeleting(true)}
        className={iconButton}
      >
        <Trash aria-hidden className="size-4" />
      </button>
      {isDeleting && (
        <Suspense>
          <DeleteSeriesDialog series={series} onClose={() => setIsDeleting(false)} />
        </Suspense>
      )}
    </>
  );
}
