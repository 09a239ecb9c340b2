'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleAlert, Pencil, Trash2 } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Notice } from '@/components/ui/notice';
import { Switch } from '@/components/ui/switch';
import { formatCount } from '@/lib/format';
import type { Detector, Method } from '@/lib/schemas/detectors';
import { paramsSummary } from './params-summary';
import { patchDetector } from './queries';

interface DetectorRowProps {
  detector: Detector;
  method: Method | undefined;
  onEdit: () => void;
  onDelete: () => void;
}

const iconButton =
  'inline-flex size-9 items-center justify-center rounded-md text-ink-3 hover:bg-raised hover:text-ink';

export function DetectorRow({ detector, method, onEdit, onDelete }: DetectorRowProps) {
  const queryClient = useQueryClient();
  const toggle = useMutation({
    mutationFn: patchDetector,
    onSettled: () => queryClient.invalidateQueries(),
  });
  // While the change is under way the switch shows what was asked for.
  const isOn = toggle.isPending ? toggle.variables.patch.enabled === true : detector.enabled;
  return (
    <li className="border-t border-line px-4 py-3 first:border-t-0">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 lg:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_minmax(0,3fr)_auto]">
        <div className="min-w-0">
          <h2 className="font-semibold break-words">{detector.name}</h2>
          <p className="font-mono text-xs break-all text-ink-2">
            {detector.model_pattern} · {detector.metric_pattern}
          </p>
        </div>
        <div className="order-3 col-span-2 min-w-0 lg:order-none lg:col-span-1">
          <p>{method?.label ?? detector.method}</p>
          <p className="text-xs text-ink-3">{paramsSummary(detector, method)}</p>
        </div>
        <div className="order-4 col-span-2 flex flex-wrap items-center gap-2 text-ink-2 lg:order-none lg:col-span-1">
          {detector.series_count === 0
            ? 'matches nothing yet'
            : formatCount(detector.series_count, 'series', 'series')}
          {detector.open_incident_count > 0 && (
            <Badge tone="critical" icon={CircleAlert}>
              {detector.open_incident_count} open
            </Badge>
          )}
        </div>
        <div className="flex items-center gap-1">
          <Switch
            label={`${detector.name} enabled`}
            isOn={isOn}
            isBusy={toggle.isPending}
            onChange={(enabled) => toggle.mutate({ id: detector.id, patch: { enabled } })}
          />
          <button type="button" aria-label={`Edit ${detector.name}`} onClick={onEdit} className={iconButton}>
            <Pencil aria-hidden className="size-4" />
          </button>
          <button
            type="button"
            aria-label={`Delete ${detector.name}`}
            onClick={onDelete}
            className={iconButton}
          >
            <Trash2 aria-hidden className="size-4" />
          </button>
        </div>
      </div>
      {toggle.error && (
        <div className="mt-2">
          <Notice kind="error">{toggle.error.message}</Notice>
        </div>
      )}
    </li>
  );
}
